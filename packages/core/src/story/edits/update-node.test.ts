import { expect, test } from 'vitest'
import { edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planUpdateNode } from './update-node.ts'

const story = storyOf(
  [
    { id: 'root', content: 'Ann sleeps. Tom sings.', metadata: { a: 1, b: { c: [1, 2], d: null } } },
    { id: 'gone', parentId: 'root', trashId: 'gone' },
  ],
  [{ id: 'main', headNodeId: 'root' }],
  [
    { id: 'sleeps', nodeId: 'root', span: { start: 4, end: 10 } },
    { id: 'sings', nodeId: 'root', subject: 'Tom', span: { start: 16, end: 21 } },
    { id: 'nowhere', nodeId: 'root', subject: 'Cid' },
  ],
)

test('what is not given, or the same as before, does not change', () => {
  expect(planUpdateNode(story, { nodeId: 'root' })).toEqual([])
  const same = {
    title: 'root',
    content: 'Ann sleeps. Tom sings.',
    kind: ' scene',
    metadata: { b: { d: null, c: [1, 2] }, a: 1 },
  }
  expect(planUpdateNode(story, { nodeId: 'root', ...same })).toEqual([])
  expect(planUpdateNode(story, { nodeId: 'root', ...same, title: 'Dawn' })).toEqual([
    { table: 'node', id: 'root', before: { title: 'root' }, after: { title: 'Dawn' } },
  ])
  expect(planUpdateNode(story, { nodeId: 'root', metadata: { a: 1, b: { c: [2, 1], d: null } } })).toHaveLength(1)
  const keyed = { a: 1, b: { c: { 0: 1, 1: 2 }, d: null } }
  expect(planUpdateNode(story, { nodeId: 'root', metadata: keyed })).toHaveLength(1)
})

test('spans follow their words, and go when those were edited', () => {
  const after = edited(story, planUpdateNode(story, { nodeId: 'root', content: 'Ann snores. Now Tom sings.' }))
  const spans = Object.fromEntries([...after.facts].map(([id, fact]) => [id, fact.span]))
  expect(spans).toEqual({ sleeps: null, sings: { start: 20, end: 25 }, nowhere: null })
})

test('refused is a node that is not in the story, and what is too long', () => {
  expect(refusalOf(() => planUpdateNode(story, { nodeId: 'none' }))).toEqual(notFound)
  expect(refusalOf(() => planUpdateNode(story, { nodeId: 'gone', title: 'x' }))).toEqual(notFound)
  const input = { nodeId: 'root', title: 'x'.repeat(301), content: 'x'.repeat(10_001), kind: '' }
  expect(refusalOf(() => planUpdateNode(story, input))).toEqual(invalidAt('title', 'content', 'kind'))
})
