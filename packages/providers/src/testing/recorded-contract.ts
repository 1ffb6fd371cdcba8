import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TextRequest } from '../text/contract.ts'
import type { Recording } from './recorded-server.ts'
import { type RecordedHarness, type RecordedProvider, collect, openRecorded, textRequest } from './text-harness.ts'

/** A recorded failure and what the house must make of it. */
export interface FailureCase {
  name: string
  status: number
  code: string
  billed: string
  details?: Record<string, unknown>
  headers?: Record<string, string>
}

/** What providers behind HTTP promise besides: every class of error, and one request on the wire for each call. */
export function describeRecordedProvider(recorded: RecordedProvider, failures: readonly FailureCase[]): void {
  describe(`behind HTTP: ${recorded.name}`, () => {
    let harness: RecordedHarness
    beforeAll(async () => {
      harness = await openRecorded(recorded)
    })
    afterAll(async () => await harness[Symbol.asyncDispose]())
    const request = (): TextRequest => textRequest(recorded.model, 'Go on.')
    const both = [
      ['generate', () => harness.provider.generate(request(), { signal: new AbortController().signal })],
      ['stream', () => readAll(harness, request())],
    ] as const
    const playEach = async (recording: Recording, check: (error: unknown) => void) => {
      for (const [, run] of both) {
        harness.server.play(recording)
        check(await run().catch((error: unknown) => error))
        expect(harness.server.requests).toHaveLength(1)
      }
    }

    test.each(failures)(
      '$name ($status) is $code, billed: $billed',
      async ({ name, status, code, billed, details, headers = {} }) => {
        await playEach({ name, status, headers }, (error) => {
          expect(error).toMatchObject({ code, details: { provider: recorded.name, billed, status, ...details } })
          expectNothingQuoted(error, recorded.key)
        })
      },
    )

    test('an answer that is not JSON, or not an answer, may have been billed', async () => {
      for (const body of ['<html>Bad gateway</html>', '{"choices":"none"}', 'data: {"half": \n\n', ''])
        await playEach({ name: 'answer', body }, (error) => {
          expect(error, body).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
        })
    })

    test('a stream that ends in good order but before its end is an error', async () => {
      harness.server.play({ name: 'answer', delivery: 'early-end' })
      await expect(readAll(harness, request())).rejects.toMatchObject({
        code: 'UPSTREAM_ERROR',
        details: { billed: 'unknown' },
      })
    })

    test('an error inside a stream is told, and may have been billed', async () => {
      harness.server.play({ name: 'error' })
      const error = await readAll(harness, request()).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ details: { billed: 'unknown' } })
      expectNothingQuoted(error, recorded.key)
    })

    test('an abort closes the request upstream, before and while it answers', async () => {
      for (const [, run] of both)
        for (const delivery of ['silent', 'stalled'] as const) {
          harness.server.play({ name: 'answer', delivery })
          const caller = new AbortController()
          const arrived = harness.server.nextRequest()
          const running = aborted(harness, { request: request(), isStream: run === both[1][1], signal: caller.signal })
          const seen = await arrived
          caller.abort(new Error('hung up'))
          await expect(running).rejects.toThrow('hung up')
          await seen.closed
        }
    })

    test('a reader that leaves a stream closes the request upstream', async () => {
      harness.server.play({ name: 'answer', delivery: 'stalled' })
      const arrived = harness.server.nextRequest()
      for await (const event of harness.provider.stream(request(), { signal: new AbortController().signal })) {
        expect(event.type).toBe('delta')
        break
      }
      await (await arrived).closed
    })

    test('silence is given up after the time limit, and the request closed', async () => {
      await using hasty = await openRecorded(recorded, 150)
      for (const delivery of ['silent', 'stalled'] as const)
        for (const isStream of [false, true]) {
          hasty.server.play({ name: 'answer', delivery })
          const arrived = hasty.server.nextRequest()
          const running = aborted(hasty, { request: request(), isStream, signal: new AbortController().signal })
          await expect(running).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { billed: 'unknown' } })
          await (await arrived).closed
        }
    })

    test('a server that nobody reaches costs nothing', async () => {
      await using gone = await openRecorded(recorded)
      const provider = recorded.create({ baseUrl: gone.server.url, timeoutMs: 5_000 })
      await gone[Symbol.asyncDispose]()
      await expect(provider.generate(request(), { signal: new AbortController().signal })).rejects.toMatchObject({
        code: 'UPSTREAM_ERROR',
        details: { billed: 'no' },
        cause: { message: 'ECONNREFUSED' },
      })
    })
  })
}

function readAll(
  { provider }: RecordedHarness,
  request: TextRequest,
  signal = new AbortController().signal,
): Promise<unknown> {
  return collect(provider.stream(request, { signal }))
}

async function aborted(
  harness: RecordedHarness,
  { request, isStream, signal }: { request: TextRequest; isStream: boolean; signal: AbortSignal },
): Promise<unknown> {
  return isStream ? await readAll(harness, request, signal) : await harness.provider.generate(request, { signal })
}

/** Every recorded error quotes a key; ours stands in the request. */
function expectNothingQuoted(error: unknown, key: string): void {
  const told = inspect(error, { depth: 20, showHidden: true })
  expect(told).not.toContain('sk-test-quoted')
  expect(told).not.toContain(key)
}
