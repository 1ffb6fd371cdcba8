import { manualClock } from '@cronicl/core'
import { countMessageTokens, createMediaProviders, createTextProviders } from '@cronicl/providers'
import { expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import type { DomainContext } from '../context.ts'
import { estimateUsage } from './estimate-usage.ts'

const ctx: Parameters<typeof estimateUsage>[0] = {
  db: null as unknown as DomainContext['db'],
  blobs: null as unknown as DomainContext['blobs'],
  outbound: null as unknown as DomainContext['outbound'],
  mediaTools: null,
  actor: { type: 'anonymous' },
  mediaProviders: createMediaProviders({ TEXT_TIMEOUT_SECONDS: 30 }, { drawClip: async () => new Uint8Array() }),
  textProviders: createTextProviders({ TEXT_TIMEOUT_SECONDS: 30, OPENAI_API_KEY: 'sk-test' }),
  clock: manualClock(new Date('2026-11-21T00:00:00Z')),
  config: { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets: [] } },
}

const noText = { kind: 'text', durationMs: null, settings: null, warnings: [] }

test('text is priced by the model’s tokens, all of the answer and the dearest way of input', async () => {
  // $2.50 a million for input that is written to the cache, $10 for output.
  expect(await estimateUsage(ctx, { kind: 'text', model: 'gpt-6-sol', tokensIn: 1_000, maxOutputTokens: 500 })).toEqual(
    {
      provider: 'openai',
      model: 'gpt-6-sol',
      tokensIn: 1_000,
      maxOutputTokens: 500,
      costMicroUsd: 7_500,
      ...noText,
    },
  )
  const text = 'Once upon a time there was a lighthouse.'
  const tokensIn = countMessageTokens([{ role: 'user', content: text }])
  expect(await estimateUsage(ctx, { kind: 'text', provider: 'sandbox', text })).toEqual({
    provider: 'sandbox',
    model: 'sandbox-text',
    tokensIn,
    maxOutputTokens: defaultConfig.ai.maxOutputTokens,
    costMicroUsd: 0,
    ...noText,
  })
})

test('no answer is longer than its model can write', async () => {
  expect(
    await estimateUsage(ctx, { kind: 'text', provider: 'sandbox', tokensIn: 0, maxOutputTokens: 1_000_000 }),
  ).toMatchObject({
    maxOutputTokens: 16_384,
  })
})

test('either a text or its tokens are needed', async () => {
  for (const input of [{ kind: 'text' }, { kind: 'text', text: 'a', tokensIn: 1 }] as const)
    await expect(estimateUsage(ctx, input)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
})

test('pictures and films are priced as what would make them prices them, with what it cannot do', async () => {
  const prompt = 'A lighthouse in the fog'
  expect(await estimateUsage(ctx, { kind: 'image', prompt, count: 3 })).toMatchObject({
    kind: 'image',
    provider: 'sandbox',
    model: 'sandbox-image',
    costMicroUsd: 0,
    tokensIn: null,
    durationMs: null,
    settings: expect.any(Object),
  })
  expect(await estimateUsage(ctx, { kind: 'video', prompt, provider: 'sandbox', durationS: 4 })).toMatchObject({
    kind: 'video',
    model: 'sandbox-video',
    durationMs: 4_000,
    costMicroUsd: 0,
  })
})

test.each([
  [{ kind: 'image' }, ['prompt']],
  [{ kind: 'image', prompt: 'a', durationS: 3 }, ['durationS']],
  [{ kind: 'video', prompt: 'a', quality: 'draft' }, ['quality']],
  [{ kind: 'text', text: 'a', prompt: 'a' }, ['prompt']],
  [{ kind: 'render', text: 'a', document: {} }, ['text']],
] as const)('a field that the kind needs or does not have is named: %j', async (input, path) => {
  await expect(estimateUsage(ctx, { ...input })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { issues: [{ path }] },
  })
})
