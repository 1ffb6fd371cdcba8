import { dayMs, hourMs, minuteMs, secondMs } from '@cronicl/core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { DeliveryView } from './delivery-view.ts'
import { getWebhookEndpoint } from './get-webhook-endpoint.ts'
import { listWebhookDeliveries } from './list-webhook-deliveries.ts'
import { resendWebhookDelivery } from './resend-webhook-delivery.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import { sendWebhook } from './send-webhook.ts'
import { testWebhookEndpoint } from './test-webhook-endpoint.ts'
import type { Reaction } from './testing/open-receiver.ts'
import { type WebhookContext, type WebhookHouse, openWebhookHouse } from './testing/open-webhook-house.ts'
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts'

let house: WebhookHouse
let ctx: WebhookContext
let endpointId: string
beforeAll(async () => {
  house = await openWebhookHouse()
})
afterAll(() => house[Symbol.asyncDispose]())
beforeEach(async () => {
  house.receiver.received.length = 0
  house.receiver.reactions.length = 0
  house.receiver.mostAtOnce = 0
  ctx = (await house.user()).ctx
  endpointId = await house.endpoint(ctx)
})

const never = new AbortController().signal
const received = () => house.receiver.received
const react = (...reactions: Reaction[]): void => void house.receiver.reactions.push(...reactions)
const endpoint = () => getWebhookEndpoint(ctx, { id: endpointId })

async function logged(id: string): Promise<DeliveryView> {
  const { items } = await listWebhookDeliveries(ctx, { id: endpointId, limit: 50 })
  return items.find((delivery) => delivery.id === id) as DeliveryView
}

/** Turns the clock from attempt to attempt until none is planned; the waits between them, in ms. */
async function toTheEnd(): Promise<number[]> {
  const waits: number[] = []
  for (;;) {
    await house.deliver()
    const wait = await house.waitForNext()
    if (wait === null) return waits
    waits.push(wait)
  }
}

test('a message arrives signed, and the official package accepts it', async () => {
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  expect(await house.deliver()).toEqual(['succeeded'])
  expect(received()).toEqual([
    expect.objectContaining({
      id,
      verified: true,
      timestampS: Math.floor(house.clock.now().getTime() / 1_000),
      body: { type: 'endpoint.test', timestamp: house.clock.now().toISOString(), data: { endpointId } },
    }),
  ])
  expect(await logged(id)).toMatchObject({
    state: 'succeeded',
    attempts: 1,
    nextAttemptAt: null,
    completedAt: house.clock.now().toISOString(),
    log: [{ status: 204, error: null }],
  })
})

test('one that fails is tried for a day, under the same id and a new timestamp, and then given up', async () => {
  react(...Array.from({ length: 10 }, () => 500))
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  const waits = await toTheEnd()
  const ladder = [5 / 60, 5 - 5 / 60, 25, 90, 180, 300, 240, 360, 240].map((minutes) => minutes * minuteMs)
  expect(waits).toHaveLength(ladder.length)
  for (const [index, least] of ladder.entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(Math.floor(least))
    expect(waits[index]).toBeLessThanOrEqual(Math.ceil(least * 1.1))
  }
  expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThanOrEqual(24 * hourMs)
  expect(new Set(received().map((message) => message.id))).toEqual(new Set([id]))
  expect(new Set(received().map((message) => message.timestampS)).size).toBe(10)
  expect(received().every((message) => message.verified)).toBe(true)
  expect(await logged(id)).toMatchObject({ state: 'failed', attempts: 10, nextAttemptAt: null })
  expect((await endpoint()).failingSince).not.toBeNull()
})

test('a connection that is cut and a redirect are failures, and nobody follows the redirect', async () => {
  react('reset', { status: 302, headers: { location: `${house.receiver.url}/elsewhere` } })
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  await toTheEnd()
  expect(received()).toHaveLength(3)
  expect(await logged(id)).toMatchObject({
    state: 'succeeded',
    log: [
      { status: null, error: expect.stringContaining('could not be reached') },
      { status: 302, error: 'The receiver answered with status 302.' },
      { status: 204, error: null },
    ],
  })
  expect((await endpoint()).failingSince).toBeNull()
})

test('a receiver that does not answer is left after 15 seconds', async () => {
  react('hang')
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: house.clock.now() })
  try {
    const delivering = house.deliver()
    await house.receiver.has(1)
    await vi.advanceTimersByTimeAsync(14_000)
    expect((await house.db.webhookDelivery.findUniqueOrThrow({ where: { id } })).log).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await delivering).toEqual(['retrying'])
  } finally {
    vi.useRealTimers()
  }
  expect(await logged(id)).toMatchObject({ log: [{ status: null, error: expect.stringContaining('in time') }] })
  await toTheEnd()
  expect(await logged(id)).toMatchObject({ state: 'succeeded', attempts: 2 })
})

test('an answer that is too long to read is an answer all the same', async () => {
  react('endless')
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  expect(await house.deliver()).toEqual(['succeeded'])
  expect(await logged(id)).toMatchObject({ log: [{ status: 200, error: null }] })
})

test('a receiver that says when to come back is not asked before', async () => {
  const inAnHour = new Date(house.clock.now().getTime() + hourMs).toUTCString()
  react({ status: 429, headers: { 'retry-after': '1800' } }, { status: 503, headers: { 'retry-after': inAnHour } })
  await testWebhookEndpoint(ctx, { id: endpointId })
  const [first, second] = await toTheEnd()
  expect(first).toBe(1_800 * secondMs)
  expect(second).toBeGreaterThan(29 * minuteMs)
  expect(second).toBeLessThanOrEqual(30 * minuteMs)
})

test('410 says that nobody is there any more: the endpoint is disabled and nothing else is sent to it', async () => {
  react(410)
  const [gone, next] = [
    await testWebhookEndpoint(ctx, { id: endpointId }),
    await testWebhookEndpoint(ctx, { id: endpointId }),
  ]
  await sendWebhook(ctx, { deliveryId: gone.id }, never)
  expect(await toTheEnd()).toEqual([])
  expect(received()).toHaveLength(1)
  expect(await endpoint()).toMatchObject({ enabled: false, disabledReason: 'gone' })
  expect(await logged(gone.id)).toMatchObject({ state: 'failed', log: [{ status: 410 }] })
  expect(await logged(next.id)).toMatchObject({ state: 'failed', log: [{ error: 'The endpoint is disabled.' }] })
  await expect(resendWebhookDelivery(ctx, { id: next.id })).rejects.toMatchObject({ code: 'CONFLICT' })
  await updateWebhookEndpoint(ctx, { id: endpointId, enabled: true })
  await resendWebhookDelivery(ctx, { id: next.id })
  await toTheEnd()
  expect(await logged(next.id)).toMatchObject({ state: 'succeeded' })
  expect(await endpoint()).toMatchObject({ enabled: true, disabledReason: null, failingSince: null })
})

test('five days of nothing but failures disable an endpoint; one success begins them anew', async () => {
  const failOnce = async (): Promise<void> => {
    react(500)
    const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
    await sendWebhook(ctx, { deliveryId: id }, never)
    await house.db.webhookDelivery.delete({ where: { id } })
  }
  await failOnce()
  house.clock.advance(4 * dayMs)
  await testWebhookEndpoint(ctx, { id: endpointId })
  await toTheEnd()
  await failOnce()
  house.clock.advance(5 * dayMs - 1)
  await failOnce()
  expect(await endpoint()).toMatchObject({ enabled: true })
  house.clock.advance(1)
  await failOnce()
  expect(await endpoint()).toMatchObject({ enabled: false, disabledReason: 'failing' })
  await toTheEnd()
})

test('any number of queue messages make one attempt at a time, and none after it has arrived', async () => {
  react(500)
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  const storm = () => Promise.all(Array.from({ length: 12 }, () => sendWebhook(ctx, { deliveryId: id }, never)))
  expect((await storm()).filter((outcome) => outcome === 'retrying')).toHaveLength(1)
  await house.waitForNext()
  const outcomes = await storm()
  expect(outcomes.filter((outcome) => outcome === 'succeeded').length).toBeLessThanOrEqual(1)
  await toTheEnd()
  expect(house.receiver.mostAtOnce).toBe(1)
  expect(received()).toHaveLength(2)
  expect((await storm()).every((outcome) => outcome === 'over')).toBe(true)
  expect(received()).toHaveLength(2)
})

test('what a dead worker had in hand is sent by another when its time is over, under the same id', async () => {
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  // Died between the receiver's yes and the record.
  await sendWebhook({ ...ctx, transact: () => Promise.reject(new Error('SIGKILL')) }, { deliveryId: id }, never).catch(
    () => {},
  )
  await toTheEnd()
  expect(received().map((message) => message.id)).toEqual([id, id])
  expect(await logged(id)).toMatchObject({ state: 'succeeded', attempts: 2 })
})

test('a worker that slept through its time changes nothing by its failure, but a success counts', async () => {
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  const late = async (status: number): Promise<string> => {
    react(status)
    const woken = Promise.withResolvers<void>()
    const sleepy: WebhookContext = { ...ctx, transact: (work) => woken.promise.then(() => ctx.transact(work)) }
    const count = received().length
    const sleeping = sendWebhook(sleepy, { deliveryId: id }, never)
    await house.receiver.has(count + 1)
    house.clock.advance(minuteMs)
    react(500)
    await sendWebhook(ctx, { deliveryId: id }, never)
    woken.resolve()
    return sleeping
  }
  expect(await late(500)).toBe('lost')
  expect(await logged(id)).toMatchObject({ state: 'pending', attempts: 2, log: [{ status: 500 }] })
  house.clock.advance(hourMs)
  expect(await late(200)).toBe('succeeded')
  await toTheEnd()
  expect(await logged(id)).toMatchObject({ state: 'succeeded' })
  expect(received()).toHaveLength(4)
})

test('a process that ends gives its message back to be sent at once', async () => {
  react('hang')
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  const shutdown = new AbortController()
  const sending = sendWebhook(ctx, { deliveryId: id }, shutdown.signal)
  await house.receiver.has(1)
  shutdown.abort()
  await expect(sending).rejects.toThrow()
  expect(await logged(id)).toMatchObject({
    state: 'pending',
    attempts: 0,
    nextAttemptAt: house.clock.now().toISOString(),
  })
  await toTheEnd()
  expect(await logged(id)).toMatchObject({ state: 'succeeded', attempts: 1 })
})

test('for a day after a rotation both secrets verify, then the new one alone', async () => {
  const old = house.receiver.secret
  const { secret } = await rotateWebhookSecret(ctx, { id: endpointId })
  const verifies = async (under: string): Promise<boolean> => {
    house.receiver.secret = under
    await testWebhookEndpoint(ctx, { id: endpointId })
    await toTheEnd()
    return received().at(-1)?.verified ?? false
  }
  vi.useFakeTimers({ toFake: ['Date'], now: house.clock.now() })
  expect([await verifies(old), await verifies(secret)]).toEqual([true, true])
  house.clock.advance(dayMs)
  vi.setSystemTime(house.clock.now())
  expect([await verifies(old), await verifies(secret)]).toEqual([false, true])
})

test('what was sent before the address changed is repeated at the new one', async () => {
  react(500)
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  await house.deliver()
  await updateWebhookEndpoint(ctx, { id: endpointId, url: `${house.receiver.url}/new` })
  await toTheEnd()
  expect(await logged(id)).toMatchObject({ state: 'succeeded', attempts: 2 })
})

test('a message is sent again when its user asks for it, but not while it is being sent', async () => {
  const { id } = await testWebhookEndpoint(ctx, { id: endpointId })
  await house.deliver()
  await resendWebhookDelivery(ctx, { id })
  await toTheEnd()
  expect(received().map((message) => [message.id, message.verified])).toEqual([
    [id, true],
    [id, true],
  ])
  expect(await logged(id)).toMatchObject({ state: 'succeeded', attempts: 1, log: [{ status: 204 }, { status: 204 }] })

  react(500, 500, 500, 'hang')
  await resendWebhookDelivery(ctx, { id })
  for (let attempt = 0; attempt < 2; attempt++) {
    await house.deliver()
    await house.waitForNext()
  }
  await house.deliver()
  // The next attempt is half an hour away.
  await resendWebhookDelivery(ctx, { id })
  const shutdown = new AbortController()
  const sending = sendWebhook(ctx, { deliveryId: id }, shutdown.signal)
  await house.receiver.has(6)
  await resendWebhookDelivery(ctx, { id })
  expect(await sendWebhook(ctx, { deliveryId: id }, never)).toBe('early')
  shutdown.abort()
  await expect(sending).rejects.toThrow()
  await toTheEnd()
  expect(house.receiver.mostAtOnce).toBe(1)
  expect(await logged(id)).toMatchObject({ state: 'succeeded' })
})

test('tests of an endpoint that nobody sends to do not pile up', async () => {
  for (let i = 0; i < 10; i++) await testWebhookEndpoint(ctx, { id: endpointId })
  await expect(testWebhookEndpoint(ctx, { id: endpointId })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  await toTheEnd()
  await testWebhookEndpoint(ctx, { id: endpointId })
  await toTheEnd()
})
