import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../../ids.ts'
import { arbitraryStory } from '../testing/arbitrary-story.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { refusal } from '../testing/refusal.ts'
import { unsoundnessOf } from '../../testing/soundness.ts'
import { storyShape } from '../testing/story-shape.ts'
import { readStoryJson } from './read-story-json.ts'
import { writeStoryJson } from './write-story-json.ts'

test('a story, its trash included, comes back from JSON equal but for its ids', () => {
  fc.assert(
    fc.property(arbitraryStory(), (story) => {
      const text = writeStoryJson(story)
      const back = readStoryJson(text, newId)
      expect(storyShape(back)).toEqual(storyShape(story))
      expect(back.head).toEqual(story.head)
      expect(unsoundnessOf(back)).toEqual([])
      const old = new Set([
        ...story.nodes.keys(),
        ...story.branches.keys(),
        ...story.elements.keys(),
        ...story.facts.keys(),
      ])
      for (const id of [...back.nodes.keys(), ...back.branches.keys(), ...back.facts.keys()])
        expect(old.has(id)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('the text does not depend on the order of rows or keys', () => {
  fc.assert(
    fc.property(arbitraryStory(), (story) => {
      const backwards = <T>(rows: ReadonlyMap<string, T>): Map<string, T> => new Map([...rows].reverse())
      const turned = {
        ...story,
        nodes: backwards(story.nodes),
        branches: backwards(story.branches),
        elements: backwards(story.elements),
        facts: backwards(story.facts),
      }
      expect(writeStoryJson(turned)).toBe(writeStoryJson(story))
    }),
  )
})

const node = {
  id: 'a',
  parentId: null,
  mergedNodeId: null,
  title: 'A',
  content: '',
  kind: 'scene',
  position: 0,
  metadata: {},
  version: 1,
  trashId: null,
}
const file = {
  format: 'cronicl-story',
  formatVersion: 1,
  head: { title: 'T', description: '', settings: {}, version: 1 },
  nodes: [node, { ...node, id: 'b', parentId: 'a' }],
  branches: [{ id: 'm', name: 'main', headNodeId: 'b', version: 1 }],
  elements: [],
  facts: [] as unknown[],
}
const fact = { id: 'f', nodeId: 'a', subject: 'Anna', attribute: 'mood', value: 'glad', span: null }

function mistakeOf(json: unknown): { path: unknown; message: string } {
  const error = refusal(() => readStoryJson(JSON.stringify(json), countingIds()))
  expect(error.code).toBe('VALIDATION_ERROR')
  return (error.details as { issues: [{ path: unknown; message: string }] }).issues[0]
}

test('the smallest file is a story', () => {
  expect(
    readStoryJson(`\uFEFF${JSON.stringify(file, null, 1).replaceAll('\n', '\r\n')}`, countingIds()).nodes.size,
  ).toBe(2)
})

const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as unknown
test.each<[string, unknown, unknown[]]>([
  ['no object', [], []],
  ['another format', { ...file, format: 'x' }, ['format']],
  ['a later version', { ...file, formatVersion: 2 }, ['formatVersion']],
  ['an unknown field', { ...file, extra: 1 }, []],
  [
    'a wrong type inside',
    { ...file, nodes: [node, { ...node, id: 'b', parentId: 'a', title: 5 }] },
    ['nodes', 1, 'title'],
  ],
  ['a title over the limit', { ...file, nodes: [{ ...node, title: 'x'.repeat(301) }] }, ['nodes', 0, 'title']],
  ['a content over the limit', { ...file, nodes: [{ ...node, content: 'x'.repeat(10_001) }] }, ['nodes', 0, 'content']],
  ['a NUL character', { ...file, nodes: [{ ...node, content: 'a\0' }] }, ['nodes', 0, 'content']],
  ['half a surrogate pair', { ...file, head: { ...file.head, title: '\uD83C' } }, ['head', 'title']],
  [
    'half a surrogate pair in metadata',
    { ...file, nodes: [{ ...node, metadata: { a: ['\uDC00'] } }] },
    ['nodes', 0, 'metadata'],
  ],
  ['a NUL character in a key', { ...file, nodes: [{ ...node, metadata: { 'a\0': 1 } }] }, ['nodes', 0, 'metadata']],
  [
    'metadata over the limit',
    { ...file, nodes: [{ ...node, metadata: { a: 'é'.repeat(8_200) } }] },
    ['nodes', 0, 'metadata'],
  ],
  ['metadata that is a list', { ...file, nodes: [{ ...node, metadata: [] }] }, ['nodes', 0, 'metadata']],
  ['metadata that is nested too deep', { ...file, nodes: [{ ...node, metadata: deep }] }, ['nodes', 0, 'metadata']],
  ['no root', { ...file, nodes: [] }, ['nodes']],
  ['two roots', { ...file, nodes: [node, { ...node, id: 'b' }] }, ['nodes', 1, 'parentId']],
  [
    'a parent that is missing',
    { ...file, nodes: [node, { ...node, id: 'b', parentId: 'c' }] },
    ['nodes', 1, 'parentId'],
  ],
  [
    'a merge with a missing node',
    { ...file, nodes: [{ ...node, mergedNodeId: 'c' }, file.nodes[1]] },
    ['nodes', 0, 'mergedNodeId'],
  ],
  ['an id that stands twice', { ...file, nodes: [...file.nodes, file.nodes[1]] }, ['nodes', 2]],
  [
    'a circle',
    { ...file, nodes: [...file.nodes, { ...node, id: 'c', parentId: 'd' }, { ...node, id: 'd', parentId: 'c' }] },
    ['nodes', 2, 'parentId'],
  ],
  ['a root in the trash', { ...file, nodes: [{ ...node, trashId: 'a' }] }, ['nodes', 0, 'trashId']],
  [
    'a live node below the trash',
    { ...file, nodes: [node, { ...node, id: 'b', parentId: 'a', trashId: 'b' }, { ...node, id: 'c', parentId: 'b' }] },
    ['nodes', 2, 'trashId'],
  ],
  [
    'a branch to a missing node',
    { ...file, branches: [{ id: 'm', name: 'main', headNodeId: 'z', version: 1 }] },
    ['branches', 0, 'headNodeId'],
  ],
  ['no main branch', { ...file, branches: [] }, ['branches']],
  [
    'a branch name that stands twice',
    { ...file, branches: [...file.branches, { ...file.branches[0], id: 'n' }] },
    ['branches', 1],
  ],
  ['a fact at a missing node', { ...file, facts: [{ ...fact, nodeId: 'z' }] }, ['facts', 0, 'nodeId']],
  [
    'a fact that stands twice, as facts are compared',
    { ...file, facts: [fact, { ...fact, id: 'g', subject: ' ANNA ' }] },
    ['facts', 1],
  ],
  [
    'a branch that differs from another by case alone',
    { ...file, branches: [...file.branches, { ...file.branches[0], id: 'n', name: ' MAIN' }] },
    ['branches', 1],
  ],
  [
    'a branch at a node in the trash',
    { ...file, nodes: [node, { ...node, id: 'b', parentId: 'a', trashId: 'b' }] },
    ['branches', 0, 'headNodeId'],
  ],
  [
    'a node of a deletion that it is not below',
    { ...file, nodes: [...file.nodes, { ...node, id: 'c', parentId: 'b', trashId: 'b' }] },
    ['nodes', 2, 'trashId'],
  ],
  ['a title that is empty', { ...file, head: { ...file.head, title: '' } }, ['head', 'title']],
  ['a kind of white space', { ...file, nodes: [{ ...node, kind: ' ' }] }, ['nodes', 0, 'kind']],
  [
    'a span that ends behind the content',
    { ...file, facts: [{ ...fact, span: { start: 0, end: 1 } }] },
    ['facts', 0, 'span'],
  ],
  [
    'more facts at a node than there may be',
    { ...file, facts: Array.from({ length: 201 }, (_, n) => ({ ...fact, id: `f${n}`, subject: `s${n}` })) },
    ['facts', 200],
  ],
  [
    'a span that ends before it starts',
    { ...file, facts: [{ ...fact, span: { start: 2, end: 1 } }] },
    ['facts', 0, 'span'],
  ],
])('%s is refused with its path', (_name, json, path) => {
  expect(mistakeOf(json).path).toEqual(['text', ...path])
})

test('the message says where in the file the mistake is', () => {
  expect(mistakeOf({ ...file, nodes: [node, { ...node, id: 'b' }] }).message).toMatch(
    /^nodes\[1\]\.parentId: A second root/,
  )
})

test.each([
  ['{\n  "format": "cronicl-story",\n  nodes: []\n}', 3, 3],
  ['{"a": [1, 2', 1, 12],
  ['', 1, 1],
  ['\uFEFF{"a":\r\n01}', 2, 2],
])('broken JSON %j is refused at line %i, column %i', (text, line, column) => {
  const error = refusal(() => readStoryJson(text, countingIds()))
  expect(error.details).toMatchObject({ line, column, issues: [{ path: ['text'] }] })
  expect(error.message).toContain(`Line ${line}, column ${column}: `)
})
