import { expect, test } from 'vitest'
import { countingIds } from '../testing/play.ts'
import { edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planSplitNode, type SplitNodeInput } from './split-node.ts'

const content = 'Ann sleeps. Tom 👩‍👩‍👧 sings.'
const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root', content, kind: 'chapter', position: 5, metadata: { mark: 1 }, mergedNodeId: 'b' },
    { id: 'b', parentId: 'root', content: 'x' },
    { id: 'c', parentId: 'a', position: 3 },
    { id: 'gone', parentId: 'a', trashId: 'gone' },
  ],
  [
    { id: 'main', headNodeId: 'a' },
    { id: 'other', headNodeId: 'c' },
  ],
  [
    { id: 'before', nodeId: 'a', subject: 'Ann', span: { start: 0, end: 12 } },
    { id: 'across', nodeId: 'a', subject: 'Bob', span: { start: 11, end: 15 } },
    { id: 'behind', nodeId: 'a', subject: 'Tom', span: { start: 12, end: 15 } },
    { id: 'nowhere', nodeId: 'a', subject: 'Cid' },
  ],
)
const plan = (input: Partial<SplitNodeInput>) =>
  planSplitNode(story, { nodeId: 'a', offset: 12, ...input }, countingIds())
const refusal = (input: Partial<SplitNodeInput>) => refusalOf(() => plan(input))

test('the node keeps the first part, and a new child between it and its children has the rest', () => {
  const after = edited(story, plan({}))
  expect(after.nodes.get('a')).toEqual({ ...story.nodes.get('a'), content: 'Ann sleeps. ', version: 2 })
  expect(after.nodes.get('node-00001')).toEqual({
    id: 'node-00001',
    parentId: 'a',
    mergedNodeId: null,
    title: 'a',
    content: 'Tom 👩‍👩‍👧 sings.',
    kind: 'chapter',
    position: 0,
    metadata: {},
    version: 1,
    trashId: null,
  })
  expect(after.nodes.get('c')).toMatchObject({ parentId: 'node-00001', position: 3 })
  expect(after.nodes.get('gone')).toMatchObject({ parentId: 'node-00001', trashId: 'gone' })
})

test('heads at the node move on, and others stay', () => {
  const after = edited(story, plan({ title: 'Song', kind: 'verse' }))
  expect(after.branches.get('main')?.headNodeId).toBe('node-00001')
  expect(after.branches.get('other')).toBe(story.branches.get('other'))
  expect(after.nodes.get('node-00001')).toMatchObject({ title: 'Song', kind: 'verse' })
})

test('facts go with their words; those whose words are cut stay, without a span', () => {
  const { facts } = edited(story, plan({}))
  expect(facts.get('before')).toBe(story.facts.get('before'))
  expect(facts.get('nowhere')).toBe(story.facts.get('nowhere'))
  expect(facts.get('across')).toMatchObject({ nodeId: 'a', span: null })
  expect(facts.get('behind')).toMatchObject({ nodeId: 'node-00001', span: { start: 0, end: 3 } })
})

test('refused is an offset that leaves nothing on one side, or cuts a character', () => {
  for (const offset of [0, -1, content.length, content.length + 1, 2.5, Number.NaN]) {
    expect(refusal({ offset }), `${offset}`).toEqual(invalidAt('offset'))
  }
  const family = content.indexOf('👩')
  for (const inside of [1, 2, 3, 5, 7]) expect(refusal({ offset: family + inside })).toEqual(invalidAt('offset'))
  expect(plan({ offset: family })[0]?.after).toMatchObject({ content: '👩‍👩‍👧 sings.' })
  expect(plan({ offset: family + '👩‍👩‍👧'.length })[0]?.after).toMatchObject({ content: ' sings.' })
})

test('refused is a node that is not in the story, and a title that is too long', () => {
  for (const nodeId of ['none', 'gone']) expect(refusal({ nodeId })).toEqual(notFound)
  expect(refusal({ title: 'x'.repeat(301) })).toEqual(invalidAt('title'))
})
