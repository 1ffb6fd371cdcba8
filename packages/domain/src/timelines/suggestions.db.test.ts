import { newId } from '@cronicl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createNode } from './create-node.ts'
import { createTimeline } from './create-timeline.ts'
import { createBranch } from './create-branch.ts'
import { mergeBranches } from './merge-branches.ts'
import { rejectSuggestion } from './reject-suggestion.ts'
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
let suggestionId: string
beforeEach(async () => {
  ;({ ctx, timelineId, rootId, mainId } = await house.story())
  suggestionId = newId('suggestion')
  const at = house.clock.now()
  const paid = { provider: 'sandbox', model: 'sandbox', costMicroUsd: 1n, callId: 'cal_1' }
  const proposal = { timelineId, nodeId: rootId, kind: 'ghost', content: {}, createdAt: at, expiresAt: at }
  await house.db.suggestion.create({ data: { id: suggestionId, ...proposal, ...paid } })
})

const accept = () => createNode(ctx, { timelineId, branchId: mainId, title: 'Accepted', suggestionId })
const stored = () =>
  house.db.suggestion.findUniqueOrThrow({
    where: { id: suggestionId },
    select: { status: true, acceptedNodeId: true, decidedAt: true },
  })

test('a node that is made of a suggestion accepts it, once', async () => {
  const { id } = await accept()
  expect(await stored()).toEqual({ status: 'accepted', acceptedNodeId: id, decidedAt: house.clock.now() })
  await expect(accept()).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(rejectSuggestion(ctx, { timelineId, suggestionId })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await house.db.storyNode.count({ where: { timelineId } })).toBe(2)
})

test('a suggestion that two accept at once makes one node', async () => {
  const results = await Promise.allSettled([accept(), accept(), accept()])
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  expect(await house.db.storyNode.count({ where: { timelineId } })).toBe(2)
})

test('a merge accepts the proposal that it was made of', async () => {
  await createNode(ctx, { timelineId, branchId: mainId, title: 'on main' })
  const other = await createBranch(ctx, { timelineId, name: 'other', nodeId: rootId })
  const merge = { timelineId, fromBranchId: mainId, intoBranchId: other.id, title: 'Both', suggestionId }
  const { id } = await mergeBranches(ctx, merge)
  expect(await stored()).toMatchObject({ status: 'accepted', acceptedNodeId: id })
})

test('once the node that accepted it is undone, a suggestion may be accepted anew or rejected', async () => {
  const first = await accept()
  await undo(ctx, { timelineId })
  const second = await accept()
  expect(second.id).not.toBe(first.id)
  expect(await stored()).toMatchObject({ acceptedNodeId: second.id })
  await undo(ctx, { timelineId })
  await rejectSuggestion(ctx, { timelineId, suggestionId })
  expect(await stored()).toMatchObject({ status: 'rejected', acceptedNodeId: null })
})

test('a rejected suggestion stays rejected, and is no edit', async () => {
  const answer = { id: suggestionId, status: 'rejected' }
  expect(await rejectSuggestion(ctx, { timelineId, suggestionId })).toEqual(answer)
  expect(await rejectSuggestion(ctx, { timelineId, suggestionId })).toEqual(answer)
  await expect(accept()).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await house.db.revision.count({ where: { timelineId } })).toBe(0)
})

test("another story's suggestion is not there, and the node that names it is not made", async () => {
  const other = await createTimeline(ctx, { title: 'Another' })
  const elsewhere = { timelineId: other.id, branchId: other.mainBranch.id, title: 'x', suggestionId }
  await expect(createNode(ctx, elsewhere)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await house.db.storyNode.count({ where: { timelineId: other.id } })).toBe(1)
})
