import { newId, validationError } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { elementView } from './element-view.ts'
import { getChildren } from './get-children.ts'
import { getElement } from './get-element.ts'
import { getNode } from './get-node.ts'
import { getPath, pathView } from './get-path.ts'
import { getTimeline, timelineWithCounts } from './get-timeline.ts'
import { getTree, outlinePage } from './get-tree.ts'
import { listBranches } from './list-branches.ts'
import { listElements } from './list-elements.ts'
import { listNodeFacts } from './list-node-facts.ts'
import { listSuggestions } from './list-suggestions.ts'
import { listTimelines } from './list-timelines.ts'
import { listTrash } from './list-trash.ts'
import { nodeWithFactsView } from './node-view.ts'
import { canonAt } from './canon-at.ts'
import { type StoryContext, type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { type StoryPlan, operationsOf, plantStory } from './testing/plant-story.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

/** 0 – 1 – 2, 0 – 3; 4 – 5 below 0 are in the trash by one deletion, 6 below 1 by another. */
const plan = {
  nodes: [
    { parent: null, title: 'Start', content: 'In the fog 🜂', facts: [['Mara', 'mood', 'calm']] },
    { parent: 0 },
    { parent: 1, content: 'The end.' },
    { parent: 0 },
    { parent: 0, trash: 4 },
    { parent: 4, trash: 4 },
    { parent: 1, trash: 6 },
  ],
  branches: { main: 2, storm: 3 },
  elements: [
    { name: 'Mara', kind: 'character' },
    { name: 'Lighthouse', kind: 'location', fields: { floors: 3 } },
    { name: 'Gone', kind: 'location', trashedAt: '2026-01-01T00:00:00.000Z' },
  ],
} satisfies StoryPlan

const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('the nodes from the root to one come with what they say, or without, or only the last of them', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const at = { timelineId, nodeId: nodes[2] ?? '' }
  const path = await getPath(writer.ctx, { ...at, contents: true })
  expect(pathView.strict().parse(sent(path))).toEqual(path)
  expect(path.nodes.map((node) => [node.id, node.depth])).toEqual([
    [nodes[0], 0],
    [nodes[1], 1],
    [nodes[2], 2],
  ])
  expect(path.nodes[0]).toEqual({
    id: nodes[0],
    parentId: null,
    mergedNodeId: null,
    title: 'Start',
    kind: 'scene',
    position: 0,
    depth: 0,
    version: 1,
    contentLength: 12,
    content: 'In the fog 🜂',
    metadata: {},
  })
  const bare = await getPath(writer.ctx, { ...at, contents: false, last: 2 })
  expect(bare.nodes.map((node) => node.id)).toEqual([nodes[1], nodes[2]])
  expect(bare.nodes[0]).not.toHaveProperty('content')
  const whole = await getPath(writer.ctx, { ...at, contents: false, last: 50_000 })
  expect(whole.nodes).toHaveLength(3)
})

test('a tree is read page by page, without its trash', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const first = await getTree(writer.ctx, { timelineId, limit: 3 })
  expect(outlinePage.strict().parse(sent(first))).toEqual(first)
  expect(first.items.map((node) => node.id)).toEqual(nodes.slice(0, 3))
  const second = await getTree(writer.ctx, { timelineId, limit: 3, cursor: first.nextCursor ?? '' })
  expect(second).toMatchObject({ items: [{ id: nodes[3], parentId: nodes[0] }], nextCursor: null })
  const after = await getTree(writer.ctx, { timelineId, limit: 3, cursor: nodes[3] })
  expect(after).toEqual({ items: [], nextCursor: null })
  expect(await operationsOf(writer.ctx, (ctx) => getTree(ctx, { timelineId, limit: 3 }))).toEqual(['$queryRaw'])
})

test('children come in the order of their positions, also where a page ends among equal ones', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, {
    nodes: [{ parent: null }, ...Array.from({ length: 9 }, () => ({ parent: 0 }))],
  })
  const positions = [0.1 + 0.2, -1e300, 1e-7, 5, 5, 5, 1e300, 5, -0.5]
  for (const [i, position] of positions.entries())
    await house.db.storyNode.update({ where: { id: nodes[i + 1] ?? '' }, data: { position } })
  const ids: string[] = []
  for (let cursor: string | undefined, page; page?.nextCursor !== null; cursor = page.nextCursor ?? undefined) {
    page = await getChildren(writer.ctx, {
      timelineId,
      nodeId: nodes[0] ?? '',
      limit: 2,
      ...(cursor ? { cursor } : {}),
    })
    ids.push(...page.items.map((node) => node.id))
  }
  expect(ids.map((id) => nodes.indexOf(id))).toEqual([2, 9, 3, 1, 4, 5, 6, 8, 7])
  const bad = getChildren(writer.ctx, { timelineId, nodeId: nodes[0] ?? '', limit: 2, cursor: 'x' })
  await expect(bad).rejects.toMatchObject({ code: validationError([]).code })
})

test('children in the trash are not shown, and a leaf has none', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const childrenOf = async (index: number) =>
    (await getChildren(writer.ctx, { timelineId, nodeId: nodes[index] ?? '', limit: 50 })).items.map((node) => node.id)
  expect(await childrenOf(0)).toEqual([nodes[1], nodes[3]])
  expect(await childrenOf(1)).toEqual([nodes[2]])
  expect(await childrenOf(2)).toEqual([])
})

test('one node comes with its facts, and from the trash as well', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const node = await getNode(writer.ctx, { timelineId, nodeId: nodes[0] ?? '' })
  expect(nodeWithFactsView.strict().parse(sent(node))).toEqual(node)
  expect(node).toMatchObject({ title: 'Start', trashId: null, facts: [{ subject: 'Mara', value: 'calm' }] })
  const { items } = await listNodeFacts(writer.ctx, { timelineId, nodeId: nodes[0] ?? '', limit: 50 })
  expect(items).toEqual(node.facts)
  expect(await getNode(writer.ctx, { timelineId, nodeId: nodes[5] ?? '' })).toMatchObject({ trashId: nodes[4] })
})

test('nothing holds at a node in the trash, and no path leads to it', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const at = { timelineId, nodeId: nodes[5] ?? '' }
  for (const work of [
    () => canonAt(writer.ctx, at),
    () => getPath(writer.ctx, { ...at, contents: true }),
    () => getChildren(writer.ctx, { ...at, limit: 50 }),
  ])
    await expect(work()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the trash lists deletions, each with what went with it', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const when = house.clock.now().toISOString()
  const trash = await listTrash(writer.ctx, { timelineId, limit: 50 })
  expect(trash).toEqual({
    items: [
      { id: nodes[4], parentId: nodes[0], title: 'Node 4', kind: 'scene', nodeCount: 2, deletedAt: when },
      { id: nodes[6], parentId: nodes[1], title: 'Node 6', kind: 'scene', nodeCount: 1, deletedAt: when },
    ],
    nextCursor: null,
  })
  const first = await listTrash(writer.ctx, { timelineId, limit: 1 })
  const second = await listTrash(writer.ctx, { timelineId, limit: 1, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items]).toEqual(trash.items)
})

test('a timeline tells how much is in it; lists are of those in use, or of those in the trash', async () => {
  const writer = await house.user()
  const stories = [await plantStory(writer, plan), await plantStory(writer, plan), await plantStory(writer, plan)]
  const ids = stories.map((story) => story.timelineId)
  const timeline = await getTimeline(writer.ctx, { timelineId: ids[0] ?? '' })
  expect(timelineWithCounts.strict().parse(sent(timeline))).toEqual(timeline)
  expect(timeline).toMatchObject({ rootNodeId: stories[0]?.nodes[0], counts: { nodes: 4, branches: 2, elements: 2 } })
  await house.db.timeline.update({ where: { id: ids[1] ?? '' }, data: { trashedAt: house.clock.now() } })
  const listed = async (input: { trashed: boolean; limit?: number; cursor?: string }) => {
    const page = await listTimelines(writer.ctx, { limit: 50, ...input })
    return { ids: page.items.map((item) => item.id), next: page.nextCursor }
  }
  expect(await listed({ trashed: false })).toEqual({ ids: [ids[2], ids[0]], next: null })
  expect(await listed({ trashed: true })).toEqual({ ids: [ids[1]], next: null })
  const first = await listed({ trashed: false, limit: 1 })
  expect(await listed({ trashed: false, limit: 1, cursor: first.next ?? '' })).toEqual({ ids: [ids[0]], next: null })
})

test('branches and elements are listed by age, elements by kind and from the trash as well', async () => {
  const writer = await house.user()
  const { timelineId, story } = await plantStory(writer, plan)
  const branches = await listBranches(writer.ctx, { timelineId, limit: 200 })
  expect(branches.items.map((branch) => branch.name)).toEqual(['main', 'storm'])
  const named = async (input: { kind?: 'location'; trashed?: boolean; limit?: number }) =>
    (await listElements(writer.ctx, { timelineId, limit: 50, trashed: false, ...input })).items.map(({ name }) => name)
  expect(await named({})).toEqual(['Mara', 'Lighthouse'])
  expect(await named({ kind: 'location' })).toEqual(['Lighthouse'])
  expect(await named({ trashed: true })).toEqual(['Gone'])
  expect(await named({ limit: 1 })).toEqual(['Mara'])
  for (const elementId of story.elements.keys()) {
    const element = await getElement(writer.ctx, { timelineId, elementId })
    expect(elementView.strict().parse(sent(element))).toEqual(element)
  }
})

test('suggestions are listed newest first, and one whose time is over has expired', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const at = house.clock.now()
  const suggestions = (['rejected', 'proposed', 'proposed'] as const).map((status, i) => ({
    id: newId('suggestion') as string,
    timelineId,
    nodeId: nodes[i] ?? '',
    kind: 'ghost',
    content: { title: `Idea ${i}` },
    provider: 'sandbox',
    model: 'sandbox-text',
    costMicroUsd: 1_200n,
    callId: newId('call'),
    status,
    createdAt: at,
    expiresAt: new Date(at.getTime() + (i === 1 ? 0 : 1_000)),
  }))
  await house.db.suggestion.createMany({ data: suggestions })
  const [rejected, expired, open] = suggestions.map((suggestion) => suggestion.id)
  const ids = async (input: { status?: 'proposed' | 'expired' | 'rejected'; nodeId?: string }) =>
    (await listSuggestions(writer.ctx, { timelineId, limit: 50, ...input })).items.map((item) => item.id)
  expect(await ids({})).toEqual([open, expired, rejected])
  expect(await ids({ status: 'proposed' })).toEqual([open])
  expect(await ids({ status: 'expired' })).toEqual([expired])
  expect(await ids({ status: 'rejected' })).toEqual([rejected])
  expect(await ids({ nodeId: nodes[2] ?? '' })).toEqual([open])
  const { items } = await listSuggestions(writer.ctx, { timelineId, limit: 50 })
  expect(items[1]).toMatchObject({ status: 'expired', costMicroUsd: 1_200, content: { title: 'Idea 1' } })
})

test("another user's story is not there, and neither is one in the trash or a node of another story", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { timelineId, nodes, story } = await plantStory(ann, plan)
  const other = await plantStory(ann, plan)
  const gone = await plantStory(ann, plan)
  await house.db.timeline.update({ where: { id: gone.timelineId }, data: { trashedAt: house.clock.now() } })
  const [elementId = ''] = story.elements.keys()
  const page = { limit: 50 }
  const reads = (ctx: StoryContext, at: { timelineId: string; nodeId: string }) => ({
    getTree: () => getTree(ctx, { ...page, ...at }),
    afterAll: () => getTree(ctx, { ...page, ...at, cursor: newId('node') }),
    getPath: () => getPath(ctx, { ...at, contents: true }),
    getChildren: () => getChildren(ctx, { ...page, ...at }),
    canonAt: () => canonAt(ctx, at),
    getNode: () => getNode(ctx, at),
    listNodeFacts: () => listNodeFacts(ctx, { ...page, ...at }),
    listBranches: () => listBranches(ctx, { ...page, ...at }),
    listElements: () => listElements(ctx, { ...page, ...at, trashed: false }),
    getElement: () => getElement(ctx, { ...at, elementId }),
    listTrash: () => listTrash(ctx, { ...page, ...at }),
    listSuggestions: () => listSuggestions(ctx, { ...page, ...at }),
  })
  const refused = async (attempts: Record<string, () => Promise<unknown>>) => {
    for (const [name, attempt] of Object.entries(attempts))
      await expect(attempt(), name).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  await refused(reads(bob.ctx, { timelineId, nodeId: nodes[0] ?? '' }))
  await refused({ getTimeline: () => getTimeline(bob.ctx, { timelineId }) })
  expect((await listTimelines(bob.ctx, { ...page, trashed: false })).items).toEqual([])
  await refused(reads(ann.ctx, { timelineId: gone.timelineId, nodeId: gone.nodes[0] ?? '' }))
  const elsewhere = { timelineId, nodeId: other.nodes[0] ?? '' }
  const { getPath: path, getChildren: children, canonAt: canon, getNode: node } = reads(ann.ctx, elsewhere)
  await refused({ path, children, canon, node })
})
