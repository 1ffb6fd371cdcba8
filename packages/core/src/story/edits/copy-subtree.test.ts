import { expect, test } from 'vitest'
import { subtreeOf } from '../graph.ts'
import { countingIds } from '../testing/play.ts'
import { edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { type CopySubtreeInput, planCopySubtree } from './copy-subtree.ts'

const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root', content: 'Ann', version: 7 },
    { id: 'b', parentId: 'a', position: 1, mergedNodeId: 'c' },
    { id: 'c', parentId: 'a', position: 2, mergedNodeId: 'root' },
    { id: 'gone', parentId: 'a', trashId: 'gone' },
  ],
  [{ id: 'main', headNodeId: 'b' }],
  [
    { id: 'f', nodeId: 'a', span: { start: 0, end: 3 } },
    { id: 'g', nodeId: 'gone' },
  ],
)
const plan = (input: CopySubtreeInput) => planCopySubtree(story, input, countingIds())

test('a copy has the same texts, order and facts under ids of its own, and no branch', () => {
  const after = edited(story, plan({ nodeId: 'a', parentId: 'root' }))
  const copies = subtreeOf(after, 'node-00001').map((id) => after.nodes.get(id))
  expect(copies).toEqual([
    { ...story.nodes.get('a'), id: 'node-00001', position: 1, version: 1 },
    { ...story.nodes.get('b'), id: 'node-00002', parentId: 'node-00001', mergedNodeId: 'node-00003' },
    { ...story.nodes.get('c'), id: 'node-00003', parentId: 'node-00001' },
  ])
  expect(after.facts.get('fact-00004')).toEqual({ ...story.facts.get('f'), id: 'fact-00004', nodeId: 'node-00001' })
  expect(after.facts.size).toBe(3)
  expect(after.branches).toEqual(story.branches)
})

test('a subtree can be copied into itself: as it was before', () => {
  const after = edited(story, plan({ nodeId: 'a', parentId: 'b', position: 8 }))
  expect(subtreeOf(after, 'a')).toEqual(['a', 'b', 'node-00001', 'node-00002', 'node-00003', 'c'])
  expect(after.nodes.get('node-00001')).toMatchObject({ parentId: 'b', position: 8 })
  expect(subtreeOf(edited(story, plan({ nodeId: 'root', parentId: 'root' })), 'root')).toHaveLength(8)
})

test('refused is what is not in the story, and a position that is no number', () => {
  for (const missing of ['none', 'gone']) {
    expect(refusalOf(() => plan({ nodeId: missing, parentId: 'root' }))).toEqual(notFound)
    expect(refusalOf(() => plan({ nodeId: 'a', parentId: missing }))).toEqual(notFound)
  }
  expect(refusalOf(() => plan({ nodeId: 'a', parentId: 'root', position: Infinity }))).toEqual(invalidAt('position'))
})
