import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findMediaModel } from '../catalog/media-catalog.ts'
import { estimateOfMedia, priceOfMedia } from '../catalog/price-of-media.ts'
import type { OperationStatus } from '../media/contract.ts'
import { wishOf } from '../media/wish-of.ts'
import { describeMediaWebhooks } from './media-webhook-contract.ts'
import { describeMediaWork } from './media-work-contract.ts'
import { expectNothingTold } from './media-expectations.ts'
import { type MediaHarness, type MediaUnderTest, openMedia, startOptions } from './media-harness.ts'
import type { MediaDelivery } from './media-server.ts'

/**
 * What every provider of pictures and films behind HTTP promises (media/contract.ts), against its own recordings on a
 * server that answers, breaks off, resets and falls silent: above all one create a start, whatever happens.
 */
export function describeMediaProvider(under: MediaUnderTest): void {
  describe(`MediaProvider: ${under.name}, ${under.request.kind}s of ${under.request.model}`, () => {
    let harness: MediaHarness
    beforeAll(async () => {
      harness = await openMedia(under)
    })
    afterAll(async () => await harness[Symbol.asyncDispose]())
    beforeEach(() => harness.play())
    const start = (more = {}) => harness.provider.start(under.request, startOptions(more))
    const failure = async (): Promise<unknown> => {
      const outcome: unknown = await start().catch((error: unknown) => error)
      expect(harness.creates()).toBe(1)
      expectNothingTold(outcome, under)
      return outcome
    }

    test('a start is one create, and its answer is an operation or the outcome', async () => {
      const started = await start()
      expect(harness.server.requests).toHaveLength(1)
      if (started.operation === null) {
        expect(under.routes.status).toBeUndefined()
        expectDone(started.status, under)
      } else {
        expect(started.externalId.length).toBeGreaterThan(3)
        expect(JSON.parse(JSON.stringify(started.operation))).toEqual(started.operation)
        expectNothingTold(started.operation, under)
      }
    })

    test('what it will ask for is told in plain words, without prompt, bytes, links or keys', () => {
      const { settings } = harness.provider.plan(wishOf(under.request))
      expect(Object.keys(settings).length).toBeGreaterThan(0)
      for (const value of Object.values(settings))
        expect(['string', 'number', 'boolean', 'object']).toContain(typeof value)
      expect(JSON.parse(JSON.stringify(settings))).toEqual(settings)
      expectNothingTold(settings, under)
    })

    test('what the model cannot do without is an issue at its path', () => {
      const wish = wishOf(under.request)
      const impossible = wish.kind === 'image' ? { ...wish, references: 99 } : { ...wish, durationS: 99 }
      const path = wish.kind === 'image' ? 'referenceAssetIds' : 'durationS'
      expect(() => harness.provider.plan(impossible)).toThrow(
        expect.objectContaining({
          code: 'VALIDATION_ERROR',
          details: { issues: expect.arrayContaining([expect.objectContaining({ path: [path] })]) as unknown },
        }),
      )
      expect(harness.server.requests).toEqual([])
    })

    test.each(under.failures)('$name ($status) is $code, billed: $billed', async (recorded) => {
      const { name, status, code, billed, details = {}, headers = {} } = recorded
      harness.play([[under.routes.create, { name, status, headers }]])
      expect(await failure()).toMatchObject({ code, details: { provider: under.name, billed, status, ...details } })
    })

    test('an answer that is not JSON, or not an answer, may have been billed', async () => {
      for (const body of ['<html>Bad gateway</html>', '{}', '[]', 'null', '{"id": 5}', '']) {
        harness.play([[under.routes.create, { body }]])
        expect(await failure(), body).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
      }
    })

    test.each(['cut', 'early-end', 'reset-before', 'reset-after'] satisfies MediaDelivery[])(
      'a connection that is lost (%s) may have been billed, and nothing is sent again',
      async (delivery) => {
        harness.play([[under.routes.create, { name: under.routes.status ? 'created' : 'done', delivery }]])
        expect(await failure()).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
      },
    )

    test('a redirect of a create is not followed', async () => {
      harness.play([[under.routes.create, { status: 307, body: '{}', headers: { location: '/elsewhere' } }]])
      expect(await failure()).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
      expect(harness.server.requests).toHaveLength(1)
    })

    test('an abort ends the create upstream and rejects with the caller’s own reason', async () => {
      harness.play([[under.routes.create, { delivery: 'silent' }]])
      const [caller, reason] = [new AbortController(), new Error('the worker is stopping')]
      const arrived = harness.server.nextRequest()
      const running = start({ signal: caller.signal }).catch((error: unknown) => error)
      const { closed } = await arrived
      caller.abort(reason)
      expect(await running).toBe(reason)
      await closed
      expect(harness.creates()).toBe(1)
    })

    test('after an abort nothing is sent', async () => {
      const reason = new Error('too late')
      await expect(start({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(harness.server.requests).toEqual([])
    })

    test('a server that nobody reaches costs nothing', async () => {
      const gone = await openMedia(under)
      const provider = under.create({ baseUrl: gone.server.url, webhookSecret: under.webhook?.secret ?? '' })
      await gone[Symbol.asyncDispose]()
      const error: unknown = await provider.start(under.request, startOptions()).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'no' } })
      expectNothingTold(error, under)
    })

    test('work that it does not know fails as a value, without a request', async () => {
      for (const operation of [{}, { id: 7 }, { nonsense: 'yes' }]) {
        const status = await harness.provider.status(operation, { signal: new AbortController().signal })
        expect(status).toMatchObject({ state: 'failed', error: { code: 'UPSTREAM_ERROR' } })
      }
      expect(harness.server.requests).toEqual([])
    })

    if (under.routes.status) describeMediaWork(() => harness, expectDone)
    if (under.webhook) describeMediaWebhooks(() => harness, under.webhook)
  })
}

/** Outputs that can be had, and usage whose price is above nothing and within what was reserved. */
function expectDone(status: OperationStatus, under: MediaUnderTest): void {
  expect(status).toMatchObject({ state: 'succeeded' })
  if (status.state !== 'succeeded') return
  expect(status.outputs).toHaveLength(under.outputs.count)
  for (const output of status.outputs) {
    if ('bytes' in output) expect(output).toMatchObject({ mimeType: under.outputs.mimeType })
    else expect(output.url).toMatch(/^https?:\/\//)
    if ('bytes' in output) expect(output.bytes.length).toBeGreaterThan(20)
  }
  const model = findMediaModel(under.request.model, under.name)
  if (!model) return
  const [wish, at] = [wishOf(under.request), new Date('2026-11-21T12:00:00Z')]
  const price = priceOfMedia(status.usage, wish, model, at)
  expect(price).toBeGreaterThan(0)
  expect(price).toBeLessThanOrEqual(estimateOfMedia(wish, model, at))
}
