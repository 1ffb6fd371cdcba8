import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createBranch } from './create-branch.ts'
import { createElement } from './create-element.ts'
import { createNode } from './create-node.ts'
import { deleteElement } from './delete-element.ts'
import { deleteSubtree } from './delete-subtree.ts'
import { mergeBranches } from './merge-branches.ts'
import { purgeTrash } from './purge-trash.ts'
import { redo } from './redo.ts'
import { restoreSubtree } from './restore-subtree.ts'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { type StoryContext, type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { undo } from './undo.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

let ctx: StoryContext
let timelineId: string
let rootId: string
let mainId: string
beforeEach(async () => {
  ;({ ctx, timelineId, rootId, mainId } = await house.story())
})

const grow = async (parentId: string, title = 'x') => (await createNode(ctx, { timelineId, parentId, title })).id
const remove = (nodeId: string) => deleteSubtree(ctx, { timelineId, nodeId })
const left = async () => {
  const rows = await house.db.storyNode.findMany({
    where: { timelineId },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => row.id)
}

test('one deletion goes for good with the older ones below it, and the others stay', async () => {
  const a = await grow(rootId)
  const b = await grow(a)
  const older = await grow(b)
  const other = await grow(rootId)
  await remove(older)
  await remove(b)
  await remove(other)
  expect(await purgeTrash(ctx, { timelineId, trashId: b })).toEqual({ nodeCount: 2, elementCount: 0 })
  expect(await left()).toEqual([rootId, a, other])
  expect(await misplacedNodes(house.db, timelineId)).toEqual([])
  await expect(restoreSubtree(ctx, { timelineId, trashId: older })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await restoreSubtree(ctx, { timelineId, trashId: other })).nodeCount).toBe(1)
})

test('what was edited before a purge can be neither undone nor redone; what comes after can', async () => {
  await remove(await grow(rootId))
  await grow(rootId)
  await undo(ctx, { timelineId })
  expect(await purgeTrash(ctx, { timelineId })).toEqual({ nodeCount: 1, elementCount: 0 })
  await expect(undo(ctx, { timelineId })).rejects.toMatchObject({ code: 'CONFLICT', message: /purged/ })
  await expect(redo(ctx, { timelineId })).rejects.toMatchObject({ code: 'CONFLICT', message: /purged/ })
  const fresh = await grow(rootId)
  await undo(ctx, { timelineId })
  expect(await left()).toEqual([rootId])
  await redo(ctx, { timelineId })
  expect(await left()).toEqual([rootId, fresh])
})

test('the whole trash goes with its elements; a merge forgets the head that is gone', async () => {
  const side = await grow(rootId)
  await createNode(ctx, { timelineId, branchId: mainId, title: 'on main' })
  const branch = await createBranch(ctx, { timelineId, name: 'side', nodeId: side })
  const merge = await mergeBranches(ctx, { timelineId, fromBranchId: branch.id, intoBranchId: mainId, title: 'Both' })
  const kept = await createElement(ctx, { timelineId, kind: 'theme', name: 'kept' })
  const gone = await createElement(ctx, { timelineId, kind: 'theme', name: 'gone' })
  await deleteElement(ctx, { timelineId, elementId: gone.id })
  await remove(side)
  expect(await purgeTrash(ctx, { timelineId })).toEqual({ nodeCount: 1, elementCount: 1 })
  expect(await house.db.storyElement.findMany({ where: { timelineId } })).toMatchObject([{ id: kept.id }])
  const row = await house.db.storyNode.findUnique({ where: { id: merge.id } })
  expect(row).toMatchObject({ mergedNodeId: null, version: merge.version + 1 })
})

test('an empty trash is purged by doing nothing, and what is in the story is not purged', async () => {
  const node = await grow(rootId)
  expect(await purgeTrash(ctx, { timelineId })).toEqual({ nodeCount: 0, elementCount: 0 })
  await expect(purgeTrash(ctx, { timelineId, trashId: node })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await undo(ctx, { timelineId })
  expect(await left()).toEqual([rootId])
})
