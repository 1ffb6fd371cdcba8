import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TextRequest } from '../text/contract.ts'
import { type Situation, type TextHarness, collect, schema, textRequest } from './text-harness.ts'

/** What every provider of text promises (text/contract.ts), whatever it is made of. */
export function describeTextProvider(kind: string, open: () => Promise<TextHarness>): void {
  describe(`TextProvider: ${kind}`, () => {
    let harness: TextHarness
    beforeAll(async () => {
      harness = await open()
    })
    afterAll(async () => await harness[Symbol.asyncDispose]())
    const arranged = (situation: Situation, more: Partial<TextRequest> = {}): TextRequest =>
      textRequest(harness.model, harness.arrange(situation), more)
    const once = () => expect([1, null]).toContain(harness.requests())

    test('it answers with text, its model and what it took', async () => {
      const result = await harness.provider.generate(arranged('answer'), newOptions())
      expect(result).toMatchObject({ finish: 'stop', model: expect.any(String) as string })
      expect(result.text.length).toBeGreaterThan(20)
      expectUsage(result.usage)
      once()
    })

    test('an answer with a schema is JSON of that shape', async () => {
      const request = arranged('structured', { answer: { name: 'beats', schema } })
      const result = await harness.provider.generate(request, newOptions())
      const value = JSON.parse(result.text) as { title: string; beats: string[] }
      expect(value.title.length).toBeGreaterThan(2)
      expect(new Set(value.beats).size).toBe(value.beats.length)
      expect(value.beats.length).toBeGreaterThanOrEqual(2)
      const { deltas, done } = await read(harness, arranged('structured', { answer: { name: 'beats', schema } }))
      expect(JSON.parse(deltas.join(''))).toEqual(value)
      expect(done).toMatchObject({ finish: 'stop', text: result.text })
    })

    test('a stream gives the text in pieces, then exactly once the whole', async () => {
      const { deltas, done } = await read(harness, arranged('answer'))
      expect(deltas.length).toBeGreaterThan(2)
      expect(deltas).not.toContain('')
      expect(done).toMatchObject({
        type: 'done',
        finish: 'stop',
        text: deltas.join(''),
        model: expect.any(String) as string,
      })
      expectUsage(done.usage)
      once()
    })

    test.each(['refusal', 'length'] as const)('how it ended is told: %s', async (situation) => {
      const finish = situation === 'refusal' ? 'refused' : 'length'
      expect(await harness.provider.generate(arranged(situation), newOptions())).toMatchObject({ finish })
      const { deltas, done } = await read(harness, arranged(situation))
      expect(done).toMatchObject({ finish, text: deltas.join('') })
      once()
    })

    test('a limit of its rate is told with the time to wait, and costs nothing', async () => {
      for (const run of [generate, stream]) {
        const error = await rejection(run(harness, arranged('rate-limit')))
        expect(error).toMatchObject({
          code: 'RATE_LIMITED',
          details: { provider: harness.provider.name, billed: 'no' },
        })
        expect(error.details?.retryAfterS).toBeGreaterThan(0)
        once()
      }
    })

    test('of an error of its own nobody knows whether it was billed', async () => {
      for (const run of [generate, stream]) {
        const error = await rejection(run(harness, arranged('server-error')))
        expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
        once()
      }
    })

    test('a connection that is lost is an error, after what had come, and never a second request', async () => {
      const deltas: string[] = []
      const error = await rejection(stream(harness, arranged('drop'), (text) => deltas.push(text)))
      expect(deltas.length).toBeGreaterThan(0)
      expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
      once()
      expect(await rejection(generate(harness, arranged('drop')))).toMatchObject({ details: { billed: 'unknown' } })
      once()
    })

    test('an abort rejects with the caller’s own reason', async () => {
      for (const run of [generate, stream]) {
        const reason = new Error('the caller hung up')
        const caller = new AbortController()
        const running = run(harness, arranged('slow'), undefined, caller.signal)
        setImmediate(() => caller.abort(reason))
        await expect(running).rejects.toBe(reason)
      }
    })

    test('after an abort nothing is sent', async () => {
      const reason = new Error('too late')
      for (const run of [generate, stream]) {
        await expect(run(harness, arranged('answer'), undefined, AbortSignal.abort(reason))).rejects.toBe(reason)
        expect([0, null]).toContain(harness.requests())
      }
    })
  })
}

type Caught = { code?: string; details?: Record<string, unknown> }

function newOptions(): { signal: AbortSignal } {
  return { signal: new AbortController().signal }
}

async function generate(
  { provider }: TextHarness,
  request: TextRequest,
  _?: unknown,
  signal = newOptions().signal,
): Promise<void> {
  await provider.generate(request, { signal })
}

async function stream(
  { provider }: TextHarness,
  request: TextRequest,
  onDelta?: (text: string) => void,
  signal = newOptions().signal,
): Promise<void> {
  for await (const event of provider.stream(request, { signal })) if (event.type === 'delta') onDelta?.(event.text)
}

async function read({ provider }: TextHarness, request: TextRequest) {
  const events = await collect(provider.stream(request, newOptions()))
  const done = events.at(-1)
  if (done?.type !== 'done') throw new Error('the stream did not end with its whole')
  return { deltas: events.slice(0, -1).map((event) => (event.type === 'delta' ? event.text : 'not a delta')), done }
}

async function rejection(running: Promise<unknown>): Promise<Caught> {
  return await running.then(
    () => ({ code: 'it has not failed' }),
    (error: Caught) => error,
  )
}

function expectUsage(usage: unknown): void {
  const whole = expect.toSatisfy((value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0) as number
  expect(usage).toEqual({ tokensIn: whole, tokensOut: whole, tokensCached: whole, tokensCacheWritten: whole })
}
