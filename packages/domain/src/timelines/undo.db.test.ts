import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { assertFacts } from './assert-facts.ts'
import { copySubtree } from './copy-subtree.ts'
import { createBranch } from './create-branch.ts'
import { createElement } from './create-element.ts'
import { createNode } from './create-node.ts'
import { createTimeline } from './create-timeline.ts'
import { deleteBranch } from './delete-branch.ts'
import { deleteElement } from './delete-element.ts'
import { deleteSubtree } from './delete-subtree.ts'
import { listHistory } from './list-history.ts'
import { mergeBranches } from './merge-branches.ts'
import { moveNode } from './move-node.ts'
import { redo } from './redo.ts'
import { removeFacts } from './remove-facts.ts'
import { restoreElement } from './restore-element.ts'
import { restoreSubtree } from './restore-subtree.ts'
import { splitNode } from './split-node.ts'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { type StoryHouse, type StoryWriter, openStoryHouse } from './testing/open-story-house.ts'
import { storyRows } from './testing/story-rows.ts'
import { undo } from './undo.ts'
import { updateBranch } from './update-branch.ts'
import { updateElement } from './update-element.ts'
import { updateNode } from './update-node.ts'
import { updateTimeline } from './update-timeline.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

let writer: StoryWriter
let timelineId: string
let rootId: string
let mainId: string
beforeEach(async () => {
  writer = await house.user()
  const timeline = await createTimeline(writer.ctx, {
    title: 'The lighthouse',
    root: { content: 'Ann climbs the stairs.' },
  })
  timelineId = timeline.id
  rootId = timeline.rootNodeId
  mainId = timeline.mainBranch.id
})

/** Does an edit, takes it back, does it again; every row must be as it was at each point, also at another time. */
async function thereAndBack<T>(edit: () => Promise<T>): Promise<T> {
  const before = await storyRows(house.db, timelineId)
  house.clock.advance(1_000)
  const answer = await edit()
  const after = await storyRows(house.db, timelineId)
  expect(after).not.toEqual(before)
  for (let i = 0; i < 2; i++) {
    house.clock.advance(1_000)
    await undo(writer.ctx, { timelineId })
    expect(await storyRows(house.db, timelineId)).toEqual(before)
    expect(await misplacedNodes(house.db, timelineId)).toEqual([])
    house.clock.advance(1_000)
    await redo(writer.ctx, { timelineId })
    expect(await storyRows(house.db, timelineId)).toEqual(after)
    expect(await misplacedNodes(house.db, timelineId)).toEqual([])
  }
  return answer
}

const eyes = { subject: 'Ann', attribute: 'eyes', value: 'grey', span: { start: 0, end: 3 } }
const boat = { subject: 'boat', attribute: 'state', value: 'sunk', span: { start: 10, end: 14 } }

/** The version that an editor reads now: it rises also when edits are undone. */
async function versionOf(table: 'storyNode' | 'branch' | 'storyElement', id: string): Promise<number> {
  const find = house.db[table].findUniqueOrThrow as (query: object) => Promise<{ version: number }>
  return (await find({ where: { id }, select: { version: true } })).version
}

/** One edit of every kind, each going there and back before the next. */
async function editEverything(): Promise<void> {
  const { ctx } = writer
  const storm = await thereAndBack(() =>
    createNode(ctx, { timelineId, branchId: mainId, title: 'Storm', content: 'Ann sees a boat.', facts: [eyes, boat] }),
  )
  const calm = await thereAndBack(() => createNode(ctx, { timelineId, parentId: rootId, title: 'Calm' }))
  await thereAndBack(() =>
    updateTimeline(ctx, { timelineId, version: 1, title: 'The beacon', settings: { language: 'english' } }),
  )
  const read = { timelineId, nodeId: storm.id, version: await versionOf('storyNode', storm.id) }
  await thereAndBack(() => updateNode(ctx, { ...read, content: 'Then Ann sees a boat.', metadata: { a: [1, null] } }))
  const { newNode } = await thereAndBack(() => splitNode(ctx, { timelineId, nodeId: storm.id, offset: 9 }))
  const branch = await thereAndBack(() => createBranch(ctx, { timelineId, name: 'calm sea', nodeId: rootId }))
  const held = { timelineId, branchId: branch.id, version: await versionOf('branch', branch.id) }
  await thereAndBack(() => updateBranch(ctx, { ...held, name: 'Dawn', headNodeId: calm.id }))
  const both = { timelineId, fromBranchId: branch.id, intoBranchId: mainId, title: 'Both' }
  const merge = await thereAndBack(() => mergeBranches(ctx, { ...both, facts: [{ ...eyes, span: null }] }))
  await thereAndBack(() => moveNode(ctx, { timelineId, nodeId: newNode.id, parentId: calm.id, position: 3.5 }))
  const copy = await thereAndBack(() => copySubtree(ctx, { timelineId, nodeId: calm.id, parentId: storm.id }))
  expect(copy.nodeCount).toBe(3)
  const facts = [
    { ...eyes, span: null, value: null },
    { subject: 'x', attribute: 'y', value: 'z' },
  ]
  const asserted = await thereAndBack(() => assertFacts(ctx, { timelineId, nodeId: merge.id, facts }))
  const factIds = asserted.facts.map((fact) => fact.id)
  await thereAndBack(() => removeFacts(ctx, { timelineId, factIds }))
  await thereAndBack(() => deleteSubtree(ctx, { timelineId, nodeId: newNode.id }))
  await thereAndBack(() => deleteSubtree(ctx, { timelineId, nodeId: calm.id }))
  await thereAndBack(() => restoreSubtree(ctx, { timelineId, trashId: calm.id }))
  const element = await thereAndBack(() => createElement(ctx, { timelineId, kind: 'character', name: 'Ann' }))
  const seen = { timelineId, elementId: element.id, version: await versionOf('storyElement', element.id) }
  await thereAndBack(() => updateElement(ctx, { ...seen, name: 'Anna', fields: { age: 30 } }))
  await thereAndBack(() => deleteElement(ctx, { timelineId, elementId: element.id }))
  await thereAndBack(() => restoreElement(ctx, { timelineId, elementId: element.id }))
  await thereAndBack(() => deleteBranch(ctx, { timelineId, branchId: branch.id }))
}

test('every edit is undone and redone to the row, and so are all of them together', async () => {
  const { ctx } = writer
  await editEverything()
  const { items } = await listHistory(ctx, { timelineId, limit: 200 })
  expect(new Set(items.map((item) => item.kind)).size).toBe(18)
  const final = await storyRows(house.db, timelineId)
  for (const _ of items) await undo(ctx, { timelineId })
  const begun = await storyRows(house.db, timelineId)
  expect(begun).toMatchObject({ nodes: [{ id: rootId }], branches: [{ headNodeId: rootId }], elements: [], facts: [] })
  await expect(undo(ctx, { timelineId })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'There is nothing to undo.',
  })
  for (const _ of items) await redo(ctx, { timelineId })
  expect(await storyRows(house.db, timelineId)).toEqual(final)
  expect(await misplacedNodes(house.db, timelineId)).toEqual([])
  await expect(redo(ctx, { timelineId })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'There is nothing to redo.',
  })
})

test('what was undone can not be redone once another edit came after, and the history tells', async () => {
  const { ctx } = writer
  const create = (title: string) => createNode(ctx, { timelineId, parentId: rootId, title })
  for (const title of ['one', 'two', 'three']) await create(title)
  await undo(ctx, { timelineId })
  expect(await undo(ctx, { timelineId })).toMatchObject({ number: 2, kind: 'createNode', state: 'undone' })
  await create('four')
  await expect(redo(ctx, { timelineId })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await undo(ctx, { timelineId })).number).toBe(4)
  expect((await undo(ctx, { timelineId })).number).toBe(1)
  expect((await redo(ctx, { timelineId })).number).toBe(1)

  const first = await listHistory(ctx, { timelineId, limit: 3 })
  const second = await listHistory(ctx, { timelineId, limit: 3, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ number, state, summary }) => [number, state, summary])).toEqual([
    [4, 'undone', 'Created “four”'],
    [3, 'superseded', 'Created “three”'],
    [2, 'superseded', 'Created “two”'],
    [1, 'applied', 'Created “one”'],
  ])
  expect(second.nextCursor).toBeNull()
  expect((await redo(ctx, { timelineId })).number).toBe(4)
})

test('a version rises by undo and redo, so whoever read before them does not overwrite what is there', async () => {
  const { ctx } = writer
  const { id: nodeId } = await createNode(ctx, { timelineId, parentId: rootId, title: 'one' })
  await undo(ctx, { timelineId })
  await redo(ctx, { timelineId })
  expect(await versionOf('storyNode', nodeId)).toBe(2)
  await expect(updateNode(ctx, { timelineId, nodeId, version: 1, title: 'late' })).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { current: { id: nodeId, version: 2, title: 'one' } },
  })
})
