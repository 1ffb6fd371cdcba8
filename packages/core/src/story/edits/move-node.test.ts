import { expect, test } from 'vitest'
import { childrenOf } from '../graph.ts'
import { edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planMoveNode } from './move-node.ts'

const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root', position: 0 },
    { id: 'b', parentId: 'root', position: 1 },
    { id: 'c', parentId: 'a' },
    { id: 'gone', parentId: 'root', position: 9, trashId: 'gone' },
  ],
  [{ id: 'main', headNodeId: 'c' }],
)
const refusal = (nodeId: string, parentId: string, position?: number) =>
  refusalOf(() => planMoveNode(story, { nodeId, parentId, position }))

test('a node moves with all that stands below it, behind its new siblings', () => {
  const after = edited(story, planMoveNode(story, { nodeId: 'a', parentId: 'b' }))
  expect(after.nodes.get('a')).toMatchObject({ parentId: 'b', position: 0, version: 2 })
  expect(after.nodes.get('c')).toBe(story.nodes.get('c'))
})

test('among its siblings it moves by its position', () => {
  const first = edited(story, planMoveNode(story, { nodeId: 'b', parentId: 'root', position: -0.5 }))
  expect(childrenOf(first, 'root').map(({ id }) => id)).toEqual(['b', 'a'])
  const last = edited(story, planMoveNode(story, { nodeId: 'a', parentId: 'root' }))
  expect(childrenOf(last, 'root').map(({ id }) => id)).toEqual(['b', 'a'])
  expect(planMoveNode(story, { nodeId: 'b', parentId: 'root' })).toEqual([])
})

test('refused are the root, a parent within the node itself, and what is not in the story', () => {
  expect(refusal('root', 'a')).toEqual(invalidAt('parentId'))
  expect(refusal('root', 'root')).toEqual(invalidAt('parentId'))
  expect(refusal('a', 'a')).toEqual(invalidAt('parentId'))
  expect(refusal('a', 'c')).toEqual(invalidAt('parentId'))
  expect(refusal('a', 'b', Number.NaN)).toEqual(invalidAt('position'))
  for (const missing of ['none', 'gone']) {
    expect(refusal(missing, 'a')).toEqual(notFound)
    expect(refusal('a', missing)).toEqual(notFound)
  }
})
