import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGeminiText } from '../gemini/gemini-text.ts'
import { createOpenAICompatibleText } from '../openai-compatible/openai-compatible-text.ts'
import { createOpenAIText } from '../openai/openai-text.ts'
import { collect, schema, textRequest } from '../testing/text-harness.ts'
import type { TextProvider } from './contract.ts'

const mock = new LLMock({ port: 0, host: '127.0.0.1' })
const { signal } = new AbortController()
const story = 'The lantern went out, and for a while nobody on the pier said anything at all.'
const beats = { title: 'The Second Lantern', beats: ['Mara waits', 'The light returns'] }

beforeAll(async () => {
  mock.onMessage(/as beats/, { content: JSON.stringify(beats) })
  mock.onMessage(/too long/, { content: story, finishReason: 'length' })
  mock.onMessage(/breaks off/, { content: story }, { truncateAfterChunks: 2, chunkSize: 8 })
  mock.onMessage(/no credit/, {
    error: { message: 'quota', type: 'insufficient_quota', code: 'insufficient_quota' },
    status: 429,
  })
  mock.onMessage(/slowly/, { content: story }, { latency: 20_000 })
  mock.onMessage(/Go on/, { content: story }, { chunkSize: 8 })
  await mock.start()
})
afterAll(async () => await mock.stop())
beforeEach(() => {
  mock.clearChaos()
  mock.clearRequests()
})

const providers: [name: string, model: string, create: () => TextProvider][] = [
  ['openai', 'gpt-6-luna', () => createOpenAIText({ apiKey: 'mock', baseUrl: `${mock.url}/v1`, timeoutMs: 20_000 })],
  ['openai-compatible', 'qwen3-8b', () => createOpenAICompatibleText({ baseUrl: `${mock.url}/v1`, timeoutMs: 20_000 })],
  [
    'gemini',
    'gemini-3.5-flash-lite',
    () => createGeminiText({ apiKey: 'mock', baseUrl: mock.url, apiVersion: 'v1beta', timeoutMs: 20_000 }),
  ],
]

describe.each(providers)('%s against aimock, which others wrote', (_, model, create) => {
  const ask = (prompt: string, more = {}) => textRequest(model, prompt, more)
  // By the prompt: a call that an earlier test aborted may be entered late.
  const calls = (prompt = '') => mock.getRequests().filter(({ body }) => JSON.stringify(body).includes(prompt)).length

  test('it answers, whole and streamed, each with one request', async () => {
    const whole = await create().generate(ask('Go on.'), { signal })
    expect(whole).toMatchObject({ text: story, finish: 'stop', usage: { tokensIn: expect.any(Number) as number } })
    expect(calls()).toBe(1)
    const events = await collect(create().stream(ask('Go on.'), { signal }))
    expect(events.length).toBeGreaterThan(3)
    expect(events.at(-1)).toMatchObject({ type: 'done', text: story, finish: 'stop' })
    expect(calls()).toBe(2)
  })

  test('it answers by a schema, and says when it was cut off', async () => {
    const answer = { name: 'beats', schema }
    const structured = await create().generate(ask('Tell it as beats.', { answer }), { signal })
    expect(JSON.parse(structured.text)).toEqual(beats)
    const events = await collect(create().stream(ask('Tell it as beats.', { answer }), { signal }))
    expect(events.at(-1)).toMatchObject({ text: JSON.stringify(beats) })
    expect(await create().generate(ask('This is too long.'), { signal })).toMatchObject({ finish: 'length' })
    expect(calls()).toBe(3)
  })

  test.each([
    ['rateLimitRate', { code: 'RATE_LIMITED', details: { billed: 'no', retryAfterS: 1 } }],
    ['dropRate', { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
    ['malformedRate', { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
    ['disconnectRate', { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
  ] as const)('chaos (%s) is one error for each call and never a second request', async (rate, expected) => {
    mock.setChaos({ [rate]: 1 })
    await expect(create().generate(ask('Go on.'), { signal })).rejects.toMatchObject(expected)
    expect(calls()).toBe(1)
    await expect(collect(create().stream(ask('Go on.'), { signal }))).rejects.toMatchObject(expected)
    expect(calls()).toBe(2)
  })

  test('a stream that breaks off is an error after what had come', async () => {
    const deltas: unknown[] = []
    const reading = (async () => {
      for await (const event of create().stream(ask('It breaks off.'), { signal })) deltas.push(event)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
    expect(deltas.every((event) => (event as { type: string }).type === 'delta')).toBe(true)
    expect(calls()).toBe(1)
  })

  test('an abort ends a call that is under way', async () => {
    for (const run of ['generate', 'stream'] as const) {
      const caller = new AbortController()
      const request = ask('Tell it slowly.')
      const running =
        run === 'generate'
          ? create().generate(request, { signal: caller.signal })
          : collect(create().stream(request, { signal: caller.signal }))
      setImmediate(() => caller.abort(new Error('hung up')))
      await expect(running).rejects.toThrow('hung up')
    }
  })

  test('a busy upstream is asked exactly as often as we were', async () => {
    mock.setChaos({ rateLimitRate: 0.3, dropRate: 0.2, disconnectRate: 0.2 })
    const provider = create()
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (__, i) =>
        i % 2
          ? provider.generate(ask('Go on, it is busy.'), { signal })
          : collect(provider.stream(ask('Go on, it is busy.'), { signal })),
      ),
    )
    expect(results).toHaveLength(40)
    expect(calls('it is busy')).toBe(40)
  })
})
