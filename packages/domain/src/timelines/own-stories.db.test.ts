import { newId } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBranch } from './create-branch.ts'
import { createElement } from './create-element.ts'
import { createNode } from './create-node.ts'
import { createTimeline } from './create-timeline.ts'
import { deleteElement } from './delete-element.ts'
import { deleteSubtree } from './delete-subtree.ts'
import { deleteTimeline } from './delete-timeline.ts'
import { purgeTimeline } from './purge-timeline.ts'
import { redo } from './redo.ts'
import { restoreTimeline } from './restore-timeline.ts'
import { type EditedRows, rowCalls, storyCalls } from './testing/every-edit.ts'
import { type StoryContext, type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { storyRows } from './testing/story-rows.ts'
import { undo } from './undo.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

/** A story with a row of every sort that an edit can name. */
async function fullStory(ctx: StoryContext): Promise<{ timelineId: string; rows: EditedRows }> {
  const { id: timelineId, rootNodeId, mainBranch } = await createTimeline(ctx, { title: 'Full' })
  const node = (title: string) =>
    createNode(ctx, {
      timelineId,
      parentId: rootNodeId,
      title,
      content: 'Some words.',
      facts: [{ subject: 'Ann', attribute: 'eyes', value: 'grey' }],
    })
  const [one, two, gone] = [await node('one'), await node('two'), await node('gone')]
  const { trashId } = await deleteSubtree(ctx, { timelineId, nodeId: gone.id })
  const branch = await createBranch(ctx, { timelineId, name: 'other', nodeId: one.id })
  const element = await createElement(ctx, { timelineId, kind: 'location', name: 'harbour' })
  const trashed = await createElement(ctx, { timelineId, kind: 'location', name: 'mill' })
  await deleteElement(ctx, { timelineId, elementId: trashed.id })
  const suggestionId = newId('suggestion')
  const at = house.clock.now()
  const paid = { provider: 'sandbox', model: 'sandbox', costMicroUsd: 1n, callId: 'cal_1' }
  const proposal = { timelineId, nodeId: one.id, kind: 'ghost', content: {}, createdAt: at, expiresAt: at }
  await house.db.suggestion.create({ data: { id: suggestionId, ...proposal, ...paid } })
  return {
    timelineId,
    rows: {
      nodeId: one.id,
      otherNodeId: two.id,
      trashId,
      branchId: branch.id,
      otherBranchId: mainBranch.id,
      elementId: element.id,
      trashedElementId: trashed.id,
      factId: one.facts[0]?.id ?? '',
      suggestionId,
    },
  }
}

test("another user's story is not there for any edit, and nothing in it changes", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { timelineId, rows } = await fullStory(ann.ctx)
  const before = await storyRows(house.db, timelineId)
  for (const [name, call] of Object.entries({ ...rowCalls(rows), ...storyCalls }))
    await expect(call(bob.ctx, timelineId), name).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const { ctx } = bob
  for (const [name, call] of Object.entries({ ...rowCalls(rows), ...storyCalls }))
    await expect(call({ ...ctx, actor: { type: 'anonymous' } }, timelineId), name).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  expect(await storyRows(house.db, timelineId)).toEqual(before)
})

test('a row of one story is not there in another of the same user', async () => {
  const { ctx } = await house.user()
  const { rows } = await fullStory(ctx)
  const other = await fullStory(ctx)
  const before = await storyRows(house.db, other.timelineId)
  for (const [name, call] of Object.entries(rowCalls(rows)))
    await expect(call(ctx, other.timelineId), name).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await storyRows(house.db, other.timelineId)).toEqual(before)
})

test('its owner may make each of those calls, on a story of its own each time', async () => {
  const { ctx } = await house.user()
  const { rows: some } = await fullStory(ctx)
  for (const name of Object.keys(rowCalls(some))) {
    const { timelineId, rows } = await fullStory(ctx)
    await expect(rowCalls(rows)[name]?.(ctx, timelineId), name).resolves.toBeDefined()
  }
})

test('a story in the trash is not there for any edit until it is restored, and only from there it goes for good', async () => {
  const { ctx } = await house.user()
  const { timelineId, rows } = await fullStory(ctx)
  const before = await storyRows(house.db, timelineId)
  await expect(purgeTimeline(ctx, { timelineId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(restoreTimeline(ctx, { timelineId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await deleteTimeline(ctx, { timelineId })).trashedAt).toBe(house.clock.now().toISOString())
  const { restoreTimeline: _restore, purgeTimeline: _purge, ...others } = storyCalls
  for (const [name, call] of Object.entries({ ...rowCalls(rows), ...others }))
    await expect(call(ctx, timelineId), name).rejects.toMatchObject({ code: 'NOT_FOUND' })

  expect(await restoreTimeline(ctx, { timelineId })).toMatchObject({ id: timelineId, trashedAt: null })
  expect(await storyRows(house.db, timelineId)).toEqual(before)
  await undo(ctx, { timelineId })
  await redo(ctx, { timelineId })

  await deleteTimeline(ctx, { timelineId })
  expect(await purgeTimeline(ctx, { timelineId })).toEqual({ id: timelineId })
  for (const table of ['storyNode', 'strand', 'branch', 'storyElement', 'fact', 'revision', 'suggestion'] as const) {
    const count = house.db[table].count as (query: object) => Promise<number>
    expect(await count({ where: { timelineId } }), table).toBe(0)
  }
})
