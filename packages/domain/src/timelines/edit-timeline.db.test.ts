import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { assertFacts } from './assert-facts.ts'
import { createBranch } from './create-branch.ts'
import { createElement } from './create-element.ts'
import { createNode } from './create-node.ts'
import { createTimeline } from './create-timeline.ts'
import { listHistory } from './list-history.ts'
import { nodeWithFactsView } from './node-view.ts'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { type StoryContext, type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { storyRows } from './testing/story-rows.ts'
import { timelineView } from './timeline-view.ts'
import { updateBranch } from './update-branch.ts'
import { updateElement } from './update-element.ts'
import { updateNode } from './update-node.ts'
import { updateTimeline } from './update-timeline.ts'

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
  ;({ ctx, timelineId, rootId, mainId } = await house.story({ content: 'Ann climbs.' }))
})

test('a new story has a root, and main at it', async () => {
  const timeline = await createTimeline(ctx, {
    title: '  Sea ',
    description: 'd',
    settings: { language: 'english', a: [1] },
  })
  expect(timelineView.extend({}).parse(JSON.parse(JSON.stringify(timeline)))).toMatchObject({
    title: 'Sea',
    settings: { language: 'english', a: [1] },
    version: 1,
    revision: 0,
    trashedAt: null,
    createdAt: house.clock.now().toISOString(),
  })
  expect(timeline.mainBranch).toMatchObject({ name: 'main', headNodeId: timeline.rootNodeId, version: 1 })
  const { nodes } = await storyRows(house.db, timeline.id)
  expect(nodes).toMatchObject([{ id: timeline.rootNodeId, parentId: null, title: 'Sea', depth: 0 }])
  expect(await misplacedNodes(house.db, timeline.id)).toEqual([])
})

test('of two who edit one node, the second is shown what the first wrote, and nothing is overwritten', async () => {
  const first = await updateNode(ctx, { timelineId, nodeId: rootId, version: 1, content: 'Ann runs.' })
  expect(nodeWithFactsView.parse(JSON.parse(JSON.stringify(first)))).toEqual(first)
  expect(first).toMatchObject({ version: 2, content: 'Ann runs.' })
  await expect(
    updateNode(ctx, { timelineId, nodeId: rootId, version: 1, content: 'Ann falls.' }),
  ).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { current: first },
  })
  expect(await house.db.revision.count({ where: { timelineId } })).toBe(1)
})

test('of many who edit one node at the same time, one wins', async () => {
  const attempts = Array.from({ length: 10 }, (_, i) =>
    updateNode(ctx, { timelineId, nodeId: rootId, version: 1, title: `by ${i}` }),
  )
  const results = await Promise.allSettled(attempts)
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  for (const result of results)
    if (result.status === 'rejected')
      expect(result.reason).toMatchObject({ code: 'CONFLICT', details: { current: { version: 2 } } })
})

test('stories, branches and elements are guarded by their versions alike', async () => {
  const branch = await createBranch(ctx, { timelineId, name: 'storm', nodeId: rootId })
  const element = await createElement(ctx, { timelineId, kind: 'theme', name: 'hope' })
  const timeline = await updateTimeline(ctx, { timelineId, version: 1, description: 'new' })
  const renamed = await updateBranch(ctx, { timelineId, branchId: branch.id, version: 1, name: 'calm' })
  const changed = await updateElement(ctx, { timelineId, elementId: element.id, version: 1, description: 'long' })
  expect([timeline.version, renamed.version, changed.version]).toEqual([2, 2, 2])
  const late = [
    [
      () => updateTimeline(ctx, { timelineId, version: 1, title: 'x' }),
      { title: 'The lighthouse', description: 'new' },
    ],
    [() => updateBranch(ctx, { timelineId, branchId: branch.id, version: 1, name: 'x' }), renamed],
    [() => updateElement(ctx, { timelineId, elementId: element.id, version: 1, name: 'x' }), changed],
  ] as const
  for (const [attempt, current] of late)
    await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', details: { current } })
})

test('a hundred edits of different nodes at once all land, one revision each', async () => {
  const nodes = []
  for (let i = 0; i < 100; i++) nodes.push(await createNode(ctx, { timelineId, parentId: rootId, title: `node ${i}` }))
  await Promise.all(
    nodes.map(({ id: nodeId }, i) => updateNode(ctx, { timelineId, nodeId, version: 1, content: `edit ${i}` })),
  )
  const rows = await house.db.storyNode.findMany({ where: { timelineId, parentId: rootId }, orderBy: { id: 'asc' } })
  expect(rows.map((row) => row.content)).toEqual(nodes.map((_, i) => `edit ${i}`))
  const revisions = await house.db.revision.findMany({ where: { timelineId }, orderBy: { number: 'asc' } })
  expect(revisions.map((revision) => revision.number)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
})

test('many who grow one branch at once make one chain of it', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => createNode(ctx, { timelineId, branchId: mainId, title: `${i}` })),
  )
  const nodes = await house.db.storyNode.findMany({ where: { timelineId }, orderBy: { depth: 'asc' } })
  expect(nodes.map((node) => node.depth)).toEqual(Array.from({ length: 21 }, (_, i) => i))
  expect(await house.db.branch.findUnique({ where: { id: mainId } })).toMatchObject({ headNodeId: nodes.at(-1)?.id })
  expect(await house.db.strand.count({ where: { timelineId } })).toBe(1)
})

test('a head that moved on is a conflict for who names the node that it stood at', async () => {
  await createNode(ctx, { timelineId, branchId: mainId, title: 'next' })
  const late = createNode(ctx, { timelineId, branchId: mainId, parentId: rootId, title: 'late' })
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('an edit that changes nothing leaves no revision and no new version', async () => {
  const same = await updateNode(ctx, { timelineId, nodeId: rootId, version: 1, content: 'Ann climbs.' })
  expect(same.version).toBe(1)
  expect((await listHistory(ctx, { timelineId, limit: 10 })).items).toEqual([])
})

test('a bad input leaves no row and no revision', async () => {
  const before = await storyRows(house.db, timelineId)
  const fact = { subject: 'Ann', attribute: 'eyes', value: 'grey' }
  const facts = [fact, { ...fact, subject: 'ANN' }]
  const attempts = [
    () => createNode(ctx, { timelineId, parentId: rootId, title: 'half \uD800' }),
    () => createNode(ctx, { timelineId, parentId: rootId, title: 'ok', metadata: { text: 'NUL \0' } }),
    () => createNode(ctx, { timelineId, parentId: rootId, title: 'ok', facts }),
    () =>
      createNode(ctx, { timelineId, parentId: rootId, title: 'ok', facts: [{ ...fact, span: { start: 0, end: 9 } }] }),
    () => createBranch(ctx, { timelineId, name: 'Main', nodeId: rootId }),
    () => createElement(ctx, { timelineId, kind: 'theme', name: '  ' }),
    () => assertFacts(ctx, { timelineId, nodeId: rootId, facts: [{ ...fact, value: 'x\0' }] }),
    () => createTimeline(ctx, { title: '\uDC00' }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(await storyRows(house.db, timelineId)).toEqual(before)
  expect(await house.db.revision.count({ where: { timelineId } })).toBe(0)
})

test('texts of any script, quotes and numbers come back as they were sent', async () => {
  const content = `“Né” \\ ' " $1 %s — 海 🏴‍☠️ \u2028 \t\n`
  const metadata = { 'a"b': [0.1, -1e300, true, null, { nested: content }], empty: {} }
  const node = await createNode(ctx, { timelineId, parentId: rootId, title: '{}', content, metadata, position: -0.25 })
  expect(node).toMatchObject({ title: '{}', content, metadata, position: -0.25 })
})
