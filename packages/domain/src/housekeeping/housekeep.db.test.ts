import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMs, dayMs, hourMs, newId, silentLogger } from '@cronicl/core'
import { type Prisma, transact } from '@cronicl/db'
import { recordEnqueues } from '@cronicl/jobs/testing'
import { type LocalBlobStore, createLocalBlobStore, keys } from '@cronicl/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createElement } from '../timelines/create-element.ts'
import { createNode } from '../timelines/create-node.ts'
import { deleteElement } from '../timelines/delete-element.ts'
import { deleteSubtree } from '../timelines/delete-subtree.ts'
import { deleteTimeline } from '../timelines/delete-timeline.ts'
import { type StoryHouse, openStoryHouse } from '../timelines/testing/open-story-house.ts'
import { type HousekeepingContext, housekeep } from './housekeep.ts'

let house: StoryHouse
let blobs: LocalBlobStore
let root: string
let ctx: HousekeepingContext
let userId: string
const never = new AbortController().signal
beforeAll(async () => {
  house = await openStoryHouse()
  root = await mkdtemp(join(tmpdir(), 'cronicl-house-'))
  const { clock, db } = house
  blobs = createLocalBlobStore({ root, publicUrl: 'http://localhost', secret: 's'.repeat(32), clock })
  const writer = await house.user()
  userId = writer.userId
  const config = { webhooks: { secretKeys: [new Uint8Array(32)] } } as unknown as HousekeepingContext['config']
  const { enqueue } = recordEnqueues()
  ctx = {
    db,
    transact: (work) => transact(house.db, (tx) => work({ db: tx, enqueue })),
    blobs,
    config,
    clock,
    log: silentLogger,
  }
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await rm(root, { recursive: true, force: true })
})

const ago = (ms: number): Date => addMs(house.clock.now(), -ms)
const put = (key: string) => blobs.put(key, Buffer.from('bytes'), { contentType: 'image/png' })

async function objects(): Promise<string[]> {
  const found: string[] = []
  for (const prefix of ['incoming/', 'private/', 'media/'])
    for await (const { key } of blobs.list(prefix)) found.push(key)
  return found
}

async function makeJob(status: 'queued' | 'succeeded', input: Prisma.InputJsonObject): Promise<string> {
  const id = newId('job')
  const columns = { kind: 'image', carrierId: crypto.randomUUID(), inputHash: '', createdAt: house.clock.now() }
  await house.db.job.create({ data: { id, userId, status, input, ...columns } })
  return id
}

test('rows go when they have outlived their use, and not a moment before', async () => {
  const { db } = house
  const call = { procedure: 'suggest', inputHash: '', createdAt: ago(dayMs) }
  const hold = { userId, amounts: {}, createdAt: ago(50 * dayMs), expiresAt: ago(49 * dayMs) }
  const upload = { userId, fileName: 'a', mimeType: 'image/png', sizeBytes: 1n, createdAt: ago(9 * dayMs) }
  const at = house.clock.now()
  const endpointId = 'whe_1'
  await db.webhookEndpoint.create({
    data: { id: endpointId, userId, url: '', secret: new Uint8Array(9), createdAt: at, updatedAt: at },
  })
  const delivery = { endpointId, userId, eventType: '', body: '{}', createdAt: ago(40 * dayMs) }
  const rows = (days: number, name: string) => [
    db.usageHold.create({ data: { id: name, ...hold, state: 'settled', endedAt: ago((40 + days) * dayMs) } }),
    db.aiCall.create({ data: { id: name, userId, ...call, idempotencyKey: name, expiresAt: ago(days * dayMs) } }),
    db.providerDelivery.create({
      data: { provider: 'replicate', deliveryId: name, receivedAt: ago((7 + days) * dayMs) },
    }),
    db.upload.create({ data: { id: name, key: name, ...upload, expiresAt: ago((7 + days) * dayMs) } }),
    db.webhookDelivery.create({
      data: { id: name, eventId: name, ...delivery, state: 'failed', completedAt: ago((30 + days) * dayMs) },
    }),
  ]
  await Promise.all([...rows(0.01, 'old'), ...rows(-0.01, 'new')])
  await db.webhookDelivery.create({ data: { id: 'pending', eventId: 'pending', ...delivery, nextAttemptAt: at } })
  const { deleteOldRows } = await housekeep(ctx, never)
  expect(deleteOldRows).toEqual({
    usageHolds: 1,
    aiCalls: 1,
    providerDeliveries: 1,
    webhookDeliveries: 1,
    suggestions: 0,
    uploads: 1,
  })
  expect(await db.webhookDelivery.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).toEqual([
    { id: 'new' },
    { id: 'pending' },
  ])
  const again = await housekeep(ctx, never)
  expect(Object.values(again.deleteOldRows as object).every((count) => count === 0)).toBe(true)
})

test('what only passed through goes after a day, unless a live job names it', async () => {
  const [lost, uploading, done] = [newId('upload'), newId('upload'), newId('upload')]
  const [used, unused, output] = [newId('inputFile'), newId('inputFile'), newId('submission')]
  const asset = keys.variant(userId, 'image', newId('asset'), 'original', 'png')
  const mentioned = [keys.incoming(userId, uploading), keys.input(userId, used, 'png')]
  const old = [keys.incoming(userId, lost), keys.incoming(userId, done), keys.input(userId, unused, 'webp')]
  for (const key of [...mentioned, ...old, asset, keys.incoming(userId, `${output}-0`)]) await put(key)
  await makeJob('queued', { key: keys.incoming(userId, uploading) })
  await makeJob('succeeded', { key: keys.incoming(userId, done) })
  const jobId = await makeJob('queued', { startFrame: used })
  const submission = { jobId, userId, number: 1, provider: 'replicate', model: 'm', settings: {} }
  const at = house.clock.now()
  await house.db.submission.create({ data: { id: output, ...submission, createdAt: at, deadlineAt: at } })
  expect(await housekeep(ctx, never)).toMatchObject({ sweepPassingObjects: 0 })
  house.clock.advance(dayMs + hourMs)
  const young = keys.incoming(userId, newId('upload'))
  await put(young)
  expect(await housekeep(ctx, never)).toMatchObject({ sweepPassingObjects: 3 })
  expect((await objects()).sort()).toEqual([...mentioned, keys.incoming(userId, `${output}-0`), asset, young].sort())
})

test('after 30 days the trash of stories is emptied: stories, deletions and elements, and no younger ones', async () => {
  const story = await house.story()
  const { timelineId, rootId } = story
  const thrownAway = await house.story()
  const node = (title: string) =>
    createNode(story.ctx, {
      timelineId,
      parentId: rootId,
      title,
      content: '',
      kind: 'scene',
      position: 0,
      metadata: {},
    })
  const element = (name: string) =>
    createElement(story.ctx, { timelineId, kind: 'character', name, description: '', fields: {} })
  const throwAway = async (name: string): Promise<void> => {
    const [made, who] = [await node(name), await element(name)]
    await deleteSubtree(story.ctx, { timelineId, nodeId: made.id })
    await deleteElement(story.ctx, { timelineId, elementId: who.id })
  }
  await throwAway('old')
  await deleteTimeline(thrownAway.ctx, { timelineId: thrownAway.timelineId })
  house.clock.advance(29 * dayMs)
  expect(await housekeep(ctx, never)).toMatchObject({ purgeOldTrash: { timelines: 0, nodes: 0, elements: 0 } })
  await throwAway('young')
  house.clock.advance(dayMs + 1)
  expect(await housekeep(ctx, never)).toMatchObject({ purgeOldTrash: { timelines: 1, nodes: 1, elements: 1 } })
  const left = { timelineId, NOT: { trashId: null } }
  expect(await house.db.storyNode.findMany({ where: left, select: { title: true } })).toEqual([{ title: 'young' }])
  expect(await house.db.storyElement.findMany({ where: { timelineId }, select: { name: true } })).toEqual([
    { name: 'young' },
  ])
  expect(await house.db.timeline.count({ where: { id: thrownAway.timelineId } })).toBe(0)
})

test('one task that fails keeps none of the others from being done, and it is said at the end', async () => {
  const broken = {
    ...blobs,
    list: () => {
      throw new Error('the store is away')
    },
  } as unknown as LocalBlobStore
  await house.db.providerDelivery.create({
    data: { provider: 'runway', deliveryId: 'old', receivedAt: ago(30 * dayMs) },
  })
  await expect(housekeep({ ...ctx, blobs: broken }, never)).rejects.toThrow('the store is away')
  expect(await house.db.providerDelivery.count({ where: { provider: 'runway' } })).toBe(0)
})

test('a worker that ends stops it between two steps', async () => {
  await expect(housekeep(ctx, AbortSignal.abort(new Error('shutdown')))).rejects.toThrow('shutdown')
})
