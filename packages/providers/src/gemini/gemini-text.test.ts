import { expect, test } from 'vitest'
import { describeRecordedProvider } from '../testing/recorded-contract.ts'
import { collect, openRecorded, schema, textRequest } from '../testing/text-harness.ts'
import { describeTextProvider } from '../testing/text-provider-contract.ts'
import { createGeminiText } from './gemini-text.ts'

const key = 'AIza-ours-9b2e'
const recorded = {
  name: 'gemini',
  model: 'gemini-2.5-flash',
  key,
  fixtures: new URL('__fixtures__/', import.meta.url),
  create: ({ baseUrl, timeoutMs }: { baseUrl: string; timeoutMs: number }) =>
    createGeminiText({ apiKey: key, baseUrl, timeoutMs }),
}
const { signal } = new AbortController()

describeTextProvider('gemini', () => openRecorded(recorded))
describeRecordedProvider(recorded, [
  { name: 'rate-limit', status: 429, code: 'RATE_LIMITED', billed: 'no', details: { retryAfterS: 34 } },
  { name: 'bad-key', status: 400, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  { name: 'forbidden', status: 403, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  {
    name: 'no-model',
    status: 404,
    code: 'MODEL_RETIRED',
    billed: 'no',
    details: { replacement: 'gemini-3.5-flash-lite' },
  },
  { name: 'bad-request', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
  {
    name: 'server-error',
    status: 503,
    code: 'UPSTREAM_ERROR',
    billed: 'unknown',
    headers: { 'retry-after': '9' },
    details: { retryAfterS: 9 },
  },
])

test('a request goes out as generateContent, with the schema in the words that Gemini knows', async () => {
  await using harness = await openRecorded(recorded)
  harness.arrange('structured')
  const answer = { name: 'beats', schema: { ...schema, $schema: 'https://json-schema.org/draft/2020-12/schema' } }
  const messages = [...textRequest('', 'Go on.').messages, { role: 'assistant', content: '{}' } as const]
  const request = { ...textRequest(recorded.model, '', { answer, temperature: 0.7, seed: 4 }), messages }
  await harness.provider.generate(request, { signal })
  const [sent] = harness.server.requests
  expect(sent?.path).toBe('/v1/models/gemini-2.5-flash:generateContent')
  expect(sent?.headers['x-goog-api-key']).toBe(key)
  expect(sent?.body).toEqual({
    contents: [
      { role: 'user', parts: [{ text: messages[1]?.content }] },
      { role: 'model', parts: [{ text: '{}' }] },
    ],
    systemInstruction: { parts: [{ text: 'You help to tell stories.' }], role: 'user' },
    generationConfig: {
      maxOutputTokens: 400,
      temperature: 0.7,
      seed: 4,
      responseMimeType: 'application/json',
      responseJsonSchema: { ...schema, properties: { ...schema.properties, title: { type: 'string' } } },
    },
  })
})

test('a model of the third generation gets no temperature, which it would refuse', async () => {
  await using harness = await openRecorded(recorded)
  harness.arrange('answer')
  await harness.provider.generate(textRequest('gemini-3.8-flash', '', { temperature: 0.7 }), { signal })
  expect(harness.server.requests[0]?.body).toMatchObject({ generationConfig: { maxOutputTokens: 400 } })
  expect(JSON.stringify(harness.server.requests[0]?.body)).not.toContain('temperature')
})

test('thoughts are counted and not shown', async () => {
  await using harness = await openRecorded(recorded)
  const usage = { tokensIn: 1200, tokensOut: 85, tokensCached: 1024, tokensCacheWritten: 0 }
  harness.arrange('answer')
  const request = textRequest(recorded.model, '')
  const result = await harness.provider.generate(request, { signal })
  expect(result).toMatchObject({ model: 'gemini-3.5-flash-lite', usage })
  expect(result.text).toMatch(/^The lantern went out/)
  expect((await collect(harness.provider.stream(request, { signal }))).at(-1)).toMatchObject({
    usage,
    text: result.text,
  })
})

test('an answer that the filter cut off is refused, one that is malformed by Gemini’s own word is an error', async () => {
  await using harness = await openRecorded(recorded)
  harness.server.play({ name: 'filtered' })
  const request = textRequest(recorded.model, '')
  expect(await harness.provider.generate(request, { signal })).toMatchObject({ finish: 'refused' })
  harness.server.play({ name: 'failed' })
  await expect(harness.provider.generate(request, { signal })).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  await expect(collect(harness.provider.stream(request, { signal }))).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
  })
})
