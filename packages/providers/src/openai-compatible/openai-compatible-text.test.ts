import { expect, test } from 'vitest'
import { describeRecordedProvider } from '../testing/recorded-contract.ts'
import { collect, openRecorded, schema, textRequest } from '../testing/text-harness.ts'
import { describeTextProvider } from '../testing/text-provider-contract.ts'
import { createOpenAICompatibleText } from './openai-compatible-text.ts'

const key = 'sk-gateway-77d0'
const recorded = {
  name: 'openai-compatible',
  model: 'qwen3-8b',
  key,
  fixtures: new URL('__fixtures__/', import.meta.url),
  create: ({ baseUrl, timeoutMs }: { baseUrl: string; timeoutMs: number }) =>
    createOpenAICompatibleText({ apiKey: key, baseUrl: `${baseUrl}/v1`, timeoutMs }),
}
const { signal } = new AbortController()

describeTextProvider('openai-compatible', () => openRecorded(recorded))
describeRecordedProvider(recorded, [
  {
    name: 'rate-limit',
    status: 429,
    code: 'RATE_LIMITED',
    billed: 'no',
    headers: { 'retry-after': '3' },
    details: { retryAfterS: 3 },
  },
  { name: 'no-credit', status: 429, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'bad-key', status: 401, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no', details: { replacement: null } },
  { name: 'policy', status: 400, code: 'UPSTREAM_REFUSED', billed: 'no' },
  { name: 'bad-request', status: 422, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'server-error', status: 502, code: 'UPSTREAM_ERROR', billed: 'unknown' },
])

test('a request goes out as chat completions, with the limit under the name that the model knows', async () => {
  await using harness = await openRecorded(recorded)
  harness.arrange('structured')
  const answer = { name: 'beats', schema }
  const more = { answer, temperature: 0.7, seed: 4 }
  await harness.provider.generate(textRequest('qwen3-8b', 'Go on.', more), { signal })
  await harness.provider.generate(textRequest('gpt-6-luna', 'Go on.', more), { signal })
  await collect(harness.provider.stream(textRequest('qwen3-8b', 'Go on.'), { signal }))
  const [small, reasoning, streamed] = harness.server.requests
  expect(small?.path).toBe('/v1/chat/completions')
  expect(small?.headers.authorization).toBe(`Bearer ${key}`)
  const json = { type: 'json_schema', json_schema: { name: 'beats', schema, strict: true } }
  const messages = textRequest('', 'Go on.').messages
  expect(small?.body).toEqual({
    model: 'qwen3-8b',
    messages,
    max_tokens: 400,
    temperature: 0.7,
    seed: 4,
    response_format: json,
    stream: false,
  })
  expect(reasoning?.body).toEqual({
    model: 'gpt-6-luna',
    messages,
    max_completion_tokens: 400,
    seed: 4,
    response_format: json,
    stream: false,
  })
  expect(streamed?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
})

test('usage is null where the server counts nothing', async () => {
  await using harness = await openRecorded(recorded)
  harness.server.play({ name: 'uncounted' })
  const request = textRequest('qwen3-8b', '')
  expect(await harness.provider.generate(request, { signal })).toMatchObject({ model: 'qwen3-8b-q4', usage: null })
  const events = await collect(harness.provider.stream(request, { signal }))
  expect(events.at(-1)).toMatchObject({ type: 'done', finish: 'stop', usage: null })
})

test('usage counts the cache, and a filter’s cut is a refusal', async () => {
  await using harness = await openRecorded(recorded)
  const usage = { tokensIn: 1200, tokensOut: 85, tokensCached: 1024, tokensCacheWritten: 100 }
  harness.server.play({ name: 'filtered' })
  const request = textRequest('qwen3-8b', '')
  expect(await harness.provider.generate(request, { signal })).toMatchObject({ finish: 'refused', usage })
  harness.server.play({ name: 'answer' })
  const events = await collect(harness.provider.stream(request, { signal }))
  expect(events.at(-1)).toMatchObject({ usage, model: 'gpt-6-luna-2026-09-22' })
})
