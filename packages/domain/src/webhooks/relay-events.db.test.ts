import { type IdKind, dayMs, newId, silentLogger } from '@cronicl/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { eventBody } from './event-body.ts'
import { openEventRelay } from './open-event-relay.ts'
import { recoverDeliveries } from './recover-deliveries.ts'
import { relayEvents } from './relay-events.ts'
import { type WebhookHouse, openWebhookHouse } from './testing/open-webhook-house.ts'
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts'

let house: WebhookHouse
beforeAll(async () => {
  house = await openWebhookHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const id = (kind: IdKind) => newId(kind)
const events = () => house.db.event.findMany({ orderBy: { id: 'asc' } })
const bodies = async (endpointId: string) =>
  (await house.db.webhookDelivery.findMany({ where: { endpointId }, orderBy: { id: 'asc' } })).map(
    ({ body }) => JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> },
  )

async function startJob(userId: string): Promise<string> {
  const jobId = id('job')
  const columns = {
    kind: 'image',
    carrierId: crypto.randomUUID(),
    input: {},
    inputHash: '',
    createdAt: house.clock.now(),
  }
  await house.db.job.create({ data: { id: jobId, userId, ...columns } })
  return jobId
}

async function endJob(jobId: string, status: 'succeeded' | 'failed' | 'canceled', more: object = {}): Promise<void> {
  await house.db.job.update({ where: { id: jobId }, data: { status, completedAt: house.clock.now(), ...more } })
}

async function makeAsset(userId: string, status: 'ready' | 'processing', more: object = {}): Promise<string> {
  const assetId = id('asset')
  const at = house.clock.now()
  const columns = { type: 'image', source: 'upload', mimeType: 'image/png', title: 'A castle', sizeBytes: 5n } as const
  await house.db.mediaAsset.create({
    data: { id: assetId, userId, status, ...columns, createdAt: at, updatedAt: at, ...more },
  })
  return assetId
}

const output = { assetId: 'ast_1', key: 'media/x/images/ast_1/original.png', mimeType: 'image/png' }
const facts = { widthPx: 8, heightPx: 8, durationMs: null }

test('who has no endpoint that wants it leaves no event behind', async () => {
  const [ann, bob, eve] = [await house.user(), await house.user(), await house.user()]
  await house.endpoint(bob.ctx, { eventTypes: ['asset.created'] })
  const disabled = await house.endpoint(eve.ctx)
  await updateWebhookEndpoint(eve.ctx, { id: disabled, enabled: false })
  for (const { userId } of [ann, bob, eve]) await endJob(await startJob(userId), 'succeeded')
  for (const { userId } of [ann, eve]) await makeAsset(userId, 'ready')
  expect(await events()).toEqual([])
})

test('the end of a job is told once, as the API tells of it but for links', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx)
  const [won, lost, left] = [await startJob(userId), await startJob(userId), await startJob(userId)]
  await house.db.job.update({ where: { id: won }, data: { status: 'running', progress: 40 } })
  await endJob(won, 'succeeded', { result: { outputs: [{ ...output, ...facts }] }, costMicroUsd: 7n })
  await endJob(lost, 'failed', { errorCode: 'UPSTREAM_REFUSED', errorMessage: 'No.' })
  // It is tried again before anybody hears that it failed.
  await house.db.job.update({ where: { id: lost }, data: { status: 'queued', errorCode: null, completedAt: null } })
  await endJob(left, 'canceled')
  expect(await house.relay()).toBe(3)
  expect(await house.relay()).toBe(0)
  const told = await bodies(endpointId)
  expect(told.map(({ type }) => type).sort()).toEqual(['job.canceled', 'job.failed', 'job.succeeded'])
  const of = (type: string) => told.find((body) => body.type === type)
  expect(of('job.succeeded')).toEqual({
    type: 'job.succeeded',
    timestamp: house.clock.now().toISOString(),
    data: expect.objectContaining({
      id: won,
      status: 'succeeded',
      costMicroUsd: 7,
      outputs: [{ assetId: 'ast_1', mimeType: 'image/png', ...facts }],
    }),
  })
  expect(of('job.failed')?.data).toMatchObject({
    id: lost,
    status: 'failed',
    error: { code: 'UPSTREAM_REFUSED', message: 'No.' },
  })
  expect(JSON.stringify(told)).not.toContain('blobs.test')
  await house.deliver()
  expect(house.receiver.received.filter(({ verified }) => verified)).toHaveLength(3)
})

test('an asset is told of when it is ready, whether at once or after its ingest', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx, { eventTypes: ['asset.created'] })
  const variant = { id: id('variant'), kind: 'original', key: 'k', mimeType: 'image/png', sizeBytes: 5n } as const
  const atOnce = await makeAsset(userId, 'ready', { variants: { create: [variant] } })
  const later = await makeAsset(userId, 'processing')
  expect(await house.relay()).toBe(1)
  await house.db.mediaAsset.update({ where: { id: later }, data: { status: 'ready' } })
  await house.db.mediaAsset.update({ where: { id: later }, data: { title: 'Another castle' } })
  expect(await house.relay()).toBe(1)
  const told = await bodies(endpointId)
  expect(told.map(({ data }) => data.id)).toEqual([atOnce, later])
  expect(told[0]?.data.variants).toEqual({
    original: { mimeType: 'image/png', sizeBytes: 5, widthPx: null, heightPx: null },
  })
})

test('a threshold is told with its limit', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx, { eventTypes: ['usage.threshold'] })
  const warning = { metric: 'images', window: 'day', used: 16n, limit: 20n, createdAt: house.clock.now() }
  await house.db.usageWarning.create({ data: { userId, windowStart: new Date('2026-11-21'), ...warning } })
  await house.relay()
  expect((await bodies(endpointId))[0]?.data).toEqual({
    metric: 'images',
    window: 'day',
    windowStart: '2026-11-21',
    used: 16,
    limit: 20,
  })
})

test('each event becomes its deliveries once, however many relay at a time', async () => {
  const { userId, ctx } = await house.user()
  const endpoints = [await house.endpoint(ctx), await house.endpoint(ctx, { eventTypes: ['job.succeeded'] })]
  const jobs = await Promise.all(Array.from({ length: 60 }, () => startJob(userId)))
  for (const jobId of jobs) await endJob(jobId, 'succeeded')
  let taken = 0
  while ((await events()).length > 0) {
    const counts = await Promise.all(Array.from({ length: 4 }, () => relayEvents(house.ctx, 9)))
    taken += counts.reduce((sum, count) => sum + count)
  }
  expect(taken).toBe(60)
  for (const endpointId of endpoints)
    expect((await bodies(endpointId)).map(({ data }) => String(data.id)).sort()).toEqual([...jobs].sort())
})

test('what is gone or has no view is dropped, and holds up nothing', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx)
  const [gone, broken, whole] = [await startJob(userId), await startJob(userId), await startJob(userId)]
  await endJob(gone, 'succeeded')
  await endJob(broken, 'succeeded', { result: { outputs: 'none' } })
  await endJob(whole, 'succeeded')
  await house.db.job.delete({ where: { id: gone } })
  expect(await house.relay()).toBe(3)
  expect((await bodies(endpointId)).map(({ data }) => data.id)).toEqual([whole])
})

test('a body stays below 20 kB: what is too long is named and left to be read', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx)
  const assetId = await makeAsset(userId, 'ready', { description: '🏰'.repeat(6_000) })
  await house.relay()
  expect((await bodies(endpointId))[0]?.data).toEqual({ id: assetId, status: 'ready', truncated: true })
  const almost = eventBody('asset.created', house.clock.now(), { id: assetId, description: 'x'.repeat(19_800) })
  expect(almost).toContain('xxx')
})

test('a relay hears of events as they are committed, and ends with what it has in hand', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx)
  const relay = await openEventRelay(house.url, () => relayEvents(house.ctx), silentLogger)
  const first = await startJob(userId)
  await endJob(first, 'succeeded')
  await vi.waitFor(async () => expect(await bodies(endpointId)).toHaveLength(1), { timeout: 2_000, interval: 5 })
  await relay.close()
  const second = await startJob(userId)
  await endJob(second, 'succeeded')
  expect(await bodies(endpointId)).toHaveLength(1)
  // What was committed while nobody listened is found when somebody does.
  const next = await openEventRelay(house.url, () => relayEvents(house.ctx), silentLogger)
  await vi.waitFor(async () => expect(await bodies(endpointId)).toHaveLength(2), { timeout: 2_000, interval: 5 })
  await next.close()
})

test('a delivery whose queue message was given up is found again', async () => {
  const { userId, ctx } = await house.user()
  const endpointId = await house.endpoint(ctx)
  await endJob(await startJob(userId), 'succeeded')
  await house.relay()
  expect(await recoverDeliveries(house.ctx)).toBe(0)
  house.clock.advance(dayMs)
  const pending = await house.db.webhookDelivery.count({ where: { state: 'pending' } })
  expect(await recoverDeliveries(house.ctx)).toBe(pending)
  expect(await recoverDeliveries(house.ctx)).toBe(0)
  expect(await house.db.webhookDelivery.count({ where: { endpointId, nextAttemptAt: house.clock.now() } })).toBe(1)
})
