import { manualClock } from '@cronicl/core'
import { countMessageTokens, createTextProviders } from '@cronicl/providers'
import { expect, test } from 'vitest'
import { defaultConfig } from '../config.ts'
import type { DomainContext } from '../context.ts'
import { estimateUsage } from './estimate-usage.ts'

const ctx: Pick<DomainContext, 'textProviders' | 'clock' | 'config'> = {
  textProviders: createTextProviders({ TEXT_TIMEOUT_SECONDS: 30, OPENAI_API_KEY: 'sk-test' }),
  clock: manualClock(new Date('2026-11-21T00:00:00Z')),
  config: { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets: [] } },
}

test('text is priced by the model’s tokens, all of the answer and the dearest way of input', async () => {
  // $2.50 a million for input that is written to the cache, $10 for output.
  expect(await estimateUsage(ctx, { model: 'gpt-6-sol', tokensIn: 1_000, maxOutputTokens: 500 })).toEqual({
    provider: 'openai',
    model: 'gpt-6-sol',
    tokensIn: 1_000,
    maxOutputTokens: 500,
    costMicroUsd: 7_500,
  })
  const text = 'Once upon a time there was a lighthouse.'
  const tokensIn = countMessageTokens([{ role: 'user', content: text }])
  expect(await estimateUsage(ctx, { provider: 'sandbox', text })).toEqual({
    provider: 'sandbox',
    model: 'sandbox-text',
    tokensIn,
    maxOutputTokens: defaultConfig.ai.maxOutputTokens,
    costMicroUsd: 0,
  })
})

test('no answer is longer than its model can write', async () => {
  expect(await estimateUsage(ctx, { provider: 'sandbox', tokensIn: 0, maxOutputTokens: 1_000_000 })).toMatchObject({
    maxOutputTokens: 16_384,
  })
})

test('either a text or its tokens are needed', async () => {
  for (const input of [{}, { text: 'a', tokensIn: 1 }])
    await expect(estimateUsage(ctx, input)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
})
