import { expect, test } from 'vitest'
import { edited, invalidAt, conflict, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planDeleteSubtree } from './delete-subtree.ts'
import { planRestoreSubtree } from './restore-subtree.ts'

const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root' },
    { id: 'b', parentId: 'a' },
    { id: 'c', parentId: 'b' },
    { id: 'd', parentId: 'a', position: 1 },
  ],
  [
    { id: 'main', headNodeId: 'd' },
    { id: 'side', headNodeId: 'c' },
  ],
  [{ id: 'f', nodeId: 'c' }],
)
const withoutB = edited(story, planDeleteSubtree(story, { nodeId: 'b' }))
const withoutA = edited(withoutB, planDeleteSubtree(withoutB, { nodeId: 'a' }))
const trashIds = ({ nodes }: typeof story) => [...nodes.values()].map(({ trashId }) => trashId)

test('a deletion takes the whole subtree and bears its top’s id; heads in it move to the parent', () => {
  expect(trashIds(withoutB)).toEqual([null, null, 'b', 'b', null])
  expect(withoutB.branches.get('side')?.headNodeId).toBe('a')
  expect(withoutB.branches.get('main')).toBe(story.branches.get('main'))
  expect(withoutB.facts).toEqual(story.facts)
})

test('what was in the trash before stays part of its own deletion', () => {
  expect(trashIds(withoutA)).toEqual([null, 'a', 'b', 'b', 'a'])
  const restored = edited(withoutA, planRestoreSubtree(withoutA, { trashId: 'a' }))
  expect(trashIds(restored)).toEqual([null, null, 'b', 'b', null])
  expect(trashIds(edited(restored, planRestoreSubtree(restored, { trashId: 'b' })))).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})

test('restoring moves no head back', () => {
  const restored = edited(withoutB, planRestoreSubtree(withoutB, { trashId: 'b' }))
  expect(restored.branches.get('side')?.headNodeId).toBe('a')
})

test('refused is deleting the root, or what is not in the story', () => {
  expect(refusalOf(() => planDeleteSubtree(story, { nodeId: 'root' }))).toEqual(invalidAt('nodeId'))
  expect(refusalOf(() => planDeleteSubtree(story, { nodeId: 'none' }))).toEqual(notFound)
  expect(refusalOf(() => planDeleteSubtree(withoutB, { nodeId: 'c' }))).toEqual(notFound)
})

test('refused is restoring what hangs in the trash itself, and what was never deleted as such', () => {
  expect(refusalOf(() => planRestoreSubtree(withoutA, { trashId: 'b' }))).toEqual(conflict)
  for (const trashId of ['c', 'root', 'none']) {
    expect(
      refusalOf(() => planRestoreSubtree(withoutB, { trashId })),
      trashId,
    ).toEqual(notFound)
  }
})
