import { expect, test } from 'vitest'
import { describeRecordedProvider } from '../testing/recorded-contract.ts'
import { collect, openRecorded, schema, textRequest } from '../testing/text-harness.ts'
import { describeTextProvider } from '../testing/text-provider-contract.ts'
import { createOpenAIText } from './openai-text.ts'

const key = 'sk-ours-4f1c'
const recorded = {
  name: 'openai',
  model: 'gpt-6-luna',
  key,
  fixtures: new URL('__fixtures__/', import.meta.url),
  create: ({ baseUrl, timeoutMs }: { baseUrl: string; timeoutMs: number }) =>
    createOpenAIText({ apiKey: key, baseUrl: `${baseUrl}/v1`, timeoutMs }),
}
const { signal } = new AbortController()

describeTextProvider('openai', () => openRecorded(recorded))
describeRecordedProvider(recorded, [
  {
    name: 'rate-limit',
    status: 429,
    code: 'RATE_LIMITED',
    billed: 'no',
    headers: { 'retry-after-ms': '1200' },
    details: { retryAfterS: 2 },
  },
  { name: 'no-credit', status: 429, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'bad-key', status: 401, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  { name: 'bad-key', status: 403, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no' },
  { name: 'policy', status: 400, code: 'UPSTREAM_REFUSED', billed: 'no' },
  { name: 'bad-request', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'bad-request', status: 404, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'server-error', status: 500, code: 'UPSTREAM_ERROR', billed: 'unknown' },
  { name: 'server-error', status: 503, code: 'UPSTREAM_ERROR', billed: 'unknown' },
])

test('a request goes out as the Responses API wants it: strict schema, nothing stored, no temperature for a model that thinks', async () => {
  await using harness = await openRecorded(recorded)
  harness.arrange('structured')
  const answer = { name: 'beats', schema }
  await harness.provider.generate(textRequest(recorded.model, 'Go on.', { answer, temperature: 0.7, seed: 4 }), {
    signal,
  })
  const [request] = harness.server.requests
  expect(request?.path).toBe('/v1/responses')
  expect(request?.headers.authorization).toBe(`Bearer ${key}`)
  expect(request?.body).toEqual({
    model: 'gpt-6-luna',
    input: textRequest('', 'Go on.').messages,
    max_output_tokens: 400,
    store: false,
    stream: false,
    text: { format: { type: 'json_schema', name: 'beats', schema, strict: true } },
  })
  await harness.provider.generate(textRequest('gpt-4o-mini', 'Go on.', { temperature: 0.7 }), { signal })
  expect(harness.server.requests[1]?.body).toMatchObject({ temperature: 0.7 })
})

test('usage counts what was cached and what was written to the cache, and the snapshot is named', async () => {
  await using harness = await openRecorded(recorded)
  harness.arrange('answer')
  const result = await harness.provider.generate(textRequest(recorded.model, ''), { signal })
  expect(result).toMatchObject({
    model: 'gpt-6-luna-2026-09-22',
    usage: { tokensIn: 1200, tokensOut: 85, tokensCached: 1024, tokensCacheWritten: 100 },
  })
})

test('an answer that a filter cut off is refused, one that failed is an error', async () => {
  await using harness = await openRecorded(recorded)
  harness.server.play({ name: 'filtered' })
  const request = textRequest(recorded.model, '')
  expect(await harness.provider.generate(request, { signal })).toMatchObject({
    finish: 'refused',
    text: 'The lantern went out.',
  })
  harness.server.play({ name: 'failed' })
  const failed = { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }
  await expect(harness.provider.generate(request, { signal })).rejects.toMatchObject(failed)
  await expect(collect(harness.provider.stream(request, { signal }))).rejects.toMatchObject(failed)
})
