import { describe, expect, test } from 'vitest'
import { factsPerNodeMax, nodeContentMax, nodeTitleMax } from '../limits.ts'
import type { JsonObject } from '../model.ts'
import { countingIds } from '../testing/play.ts'
import { conflict, edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { type CreateNodeInput, planCreateNode } from './create-node.ts'

const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root', position: 4 },
    { id: 'gone', parentId: 'root', position: 9, trashId: 'gone' },
  ],
  [{ id: 'main', headNodeId: 'a' }],
)
const plan = (input: Partial<CreateNodeInput>) =>
  planCreateNode(story, { parentId: 'root', title: 'New', ...input }, countingIds())
const refusal = (input: Partial<CreateNodeInput>) => refusalOf(() => plan(input))

test('a node comes after its last live sibling, empty where nothing was said', () => {
  expect(plan({})).toEqual([
    {
      table: 'node',
      id: 'node-00001',
      before: null,
      after: {
        id: 'node-00001',
        parentId: 'root',
        mergedNodeId: null,
        title: 'New',
        content: '',
        kind: 'scene',
        position: 5,
        metadata: {},
        version: 1,
        trashId: null,
      },
    },
  ])
  expect(plan({ parentId: 'a' })[0]?.after).toMatchObject({ position: 0 })
  expect(plan({ position: -0 })[0]?.after).toEqual({ ...plan({})[0]?.after, position: 0 })
})

test('it brings its facts, cleaned of white space around their names', () => {
  const after = edited(
    story,
    plan({
      content: 'Ann laughs.',
      facts: [{ subject: ' Zoe\u0308 ', attribute: 'mood', value: 'glad', span: { start: 4, end: 10 } }],
    }),
  )
  expect([...after.facts.values()]).toEqual([
    {
      id: 'fact-00002',
      nodeId: 'node-00001',
      subject: 'Zoë',
      attribute: 'mood',
      value: 'glad',
      span: { start: 4, end: 10 },
    },
  ])
})

test('a branch that is named grows by it, if its head is the parent', () => {
  const after = edited(story, plan({ parentId: 'a', branchId: 'main' }))
  expect(after.branches.get('main')).toMatchObject({ headNodeId: 'node-00001', version: 2 })
  expect(refusal({ parentId: 'root', branchId: 'main' })).toEqual(conflict)
})

describe('refused is', () => {
  test('a parent or a branch that is not there, or in the trash', () => {
    expect(refusal({ parentId: 'none' })).toEqual(notFound)
    expect(refusal({ parentId: 'gone' })).toEqual(notFound)
    expect(refusal({ branchId: 'none' })).toEqual(notFound)
  })

  test('what is too long, all of it at once', () => {
    const long = { title: 'x'.repeat(nodeTitleMax + 1), content: 'x'.repeat(nodeContentMax + 1), kind: ' ' }
    expect(refusal(long)).toEqual(invalidAt('title', 'content', 'kind'))
    expect(plan({ title: 'x'.repeat(nodeTitleMax), content: 'x'.repeat(nodeContentMax) })).toHaveLength(1)
  })

  test('text that no database keeps', () => {
    expect(refusal({ title: 'a\0b', content: 'half a \ud83c' })).toEqual(invalidAt('title', 'content'))
  })

  test('a position that is no number', () => {
    for (const position of [Number.NaN, Infinity]) expect(refusal({ position })).toEqual(invalidAt('position'))
  })

  test('metadata that is too large, too deep or no JSON', () => {
    let deep: JsonObject = {}
    for (let i = 0; i < 100_000; i++) deep = { deep }
    const cases: unknown[] = [
      deep,
      { text: 'é'.repeat(8_200) },
      { number: Number.NaN },
      { text: '\0' },
      { 'half \ud83c': 1 },
      { list: [undefined] },
    ]
    for (const metadata of cases as JsonObject[]) expect(refusal({ metadata })).toEqual(invalidAt('metadata'))
    expect(plan({ metadata: { text: 'é'.repeat(8_100), list: [1, null, { a: [true] }] } })).toHaveLength(1)
  })

  test('facts that are nameless, said twice, too many, or from outside the content', () => {
    const said = { subject: 'Ann', attribute: 'mood', value: 'glad' }
    const facts = [said, { ...said, subject: ' ' }, { ...said, subject: 'ANN ' }]
    expect(refusal({ facts })).toEqual(invalidAt('facts.1.subject', 'facts.2'))
    const many = Array.from({ length: factsPerNodeMax + 1 }, (_, i) => ({ ...said, subject: `${i}` }))
    expect(refusal({ facts: many })).toEqual(invalidAt('facts'))
    for (const [start, end] of [
      [0, 4],
      [-1, 1],
      [2, 2],
      [0, 1.5],
    ] as const) {
      expect(refusal({ content: 'abc', facts: [{ ...said, span: { start, end } }] })).toEqual(invalidAt('facts.0.span'))
    }
  })
})
