import type { TextModel } from './text-model.ts'
import { type UsdPerMillion, usdPerMillion } from './usd-per-million.ts'

/** Rows that have always held; the day is before any model of the list. */
const always = '2024-01-01'
const steady = (usd: UsdPerMillion) => [usdPerMillion(always, usd)]

/** Sizes of the family in tokens. Source: gpt-tokenizer 4.0.0 (its model list) and @pydantic/genai-prices 0.1.8 (`context_window`). */
const million = { contextTokens: 1_050_000, maxOutputTokens: 128_000 }
const gpt5 = { contextTokens: 400_000, maxOutputTokens: 128_000 }
const gpt41 = { contextTokens: 1_000_000, maxOutputTokens: 32_768 }
const gpt4o = { contextTokens: 128_000, maxOutputTokens: 16_384 }

const lives = { endOfLife: null, replacement: null }
const until = (endOfLife: string) => ({ endOfLife, replacement: 'gpt-6-luna' })
const reasons = { provider: 'openai', tokenizer: 'o200k', temperature: false } as const
const plain = { ...reasons, temperature: true } as const

/**
 * Text models of OpenAI. Prices: developers.openai.com through @pydantic/genai-prices 0.1.8, read on 2026-11-21. Ends of
 * life: openai 7.55.0, resources/shared.d.ts (2026-11-10).
 */
export const openaiTextModels: readonly TextModel[] = [
  {
    id: 'gpt-6-luna',
    ...reasons,
    ...million,
    ...lives,
    // developers.openai.com/api/docs/models/gpt-6-luna, 2026-09-22: dearer with more than 272K input.
    prices: [usdPerMillion(always, { input: 0.1, cached: 0.01, cacheWrite: 0.125, output: 0.5 }, 272_001)],
  },
  {
    id: 'gpt-6-sol',
    ...reasons,
    ...million,
    ...lives,
    // developers.openai.com/api/docs/models/gpt-6-sol
    prices: [usdPerMillion(always, { input: 2, cached: 0.2, cacheWrite: 2.5, output: 10 }, 272_001)],
  },
  {
    id: 'gpt-5.6-luna',
    ...reasons,
    ...million,
    ...lives,
    // developers.openai.com/api/docs/models/gpt-5.6-luna and the changelog of 2026-07-30: dearer from 272K input on.
    prices: [
      usdPerMillion(always, { input: 1, cached: 0.1, cacheWrite: 1.25, output: 6 }, 272_000),
      usdPerMillion('2026-07-30', { input: 0.2, cached: 0.02, cacheWrite: 0.25, output: 1.2 }, 272_000),
    ],
  },
  {
    id: 'gpt-5.6-terra',
    ...reasons,
    ...million,
    ...lives,
    // developers.openai.com/api/docs/models/gpt-5.6-terra and the changelog of 2026-07-30
    prices: [
      usdPerMillion(always, { input: 2.5, cached: 0.25, cacheWrite: 3.125, output: 15 }, 272_000),
      usdPerMillion('2026-07-30', { input: 2, cached: 0.2, cacheWrite: 2.5, output: 12 }, 272_000),
    ],
  },
  {
    id: 'gpt-5.6-sol',
    ...reasons,
    ...million,
    ...lives,
    // developers.openai.com/api/docs/models/gpt-5.6-sol and the changelog of 2026-08-21
    prices: [
      usdPerMillion(always, { input: 5, cached: 0.5, cacheWrite: 6.25, output: 30 }, 272_000),
      usdPerMillion('2026-08-21', { input: 4, cached: 0.4, cacheWrite: 5, output: 20 }, 272_000),
    ],
  },
  {
    id: 'gpt-5.4-mini',
    ...reasons,
    ...gpt5,
    ...lives,
    prices: steady({ input: 0.75, cached: 0.075, output: 4.5 }),
  },
  {
    id: 'gpt-5.4-nano',
    ...reasons,
    ...gpt5,
    ...until('2027-04-01'),
    prices: steady({ input: 0.2, cached: 0.02, output: 1.25 }),
  },
  {
    id: 'gpt-5',
    ...reasons,
    ...gpt5,
    ...until('2026-12-11'),
    prices: steady({ input: 1.25, cached: 0.125, output: 10 }),
  },
  {
    id: 'gpt-5-mini',
    ...reasons,
    ...gpt5,
    ...until('2026-12-11'),
    prices: steady({ input: 0.25, cached: 0.025, output: 2 }),
  },
  {
    id: 'gpt-5-nano',
    ...reasons,
    ...gpt5,
    ...until('2026-12-11'),
    prices: steady({ input: 0.05, cached: 0.005, output: 0.4 }),
  },
  { id: 'gpt-4.1', ...plain, ...gpt41, ...until('2027-01-14'), prices: steady({ input: 2, cached: 0.5, output: 8 }) },
  {
    id: 'gpt-4.1-mini',
    ...plain,
    ...gpt41,
    ...until('2027-01-14'),
    prices: steady({ input: 0.4, cached: 0.1, output: 1.6 }),
  },
  {
    id: 'gpt-4o',
    ...plain,
    ...gpt4o,
    ...until('2027-01-14'),
    prices: steady({ input: 2.5, cached: 1.25, output: 10 }),
  },
  // A snapshot with prices of its own; the later ones cost what gpt-4o does.
  { id: 'gpt-4o-2024-05-13', ...plain, ...gpt4o, ...until('2026-10-23'), prices: steady({ input: 5, output: 15 }) },
  {
    id: 'gpt-4o-mini',
    ...plain,
    ...gpt4o,
    ...until('2027-01-14'),
    prices: steady({ input: 0.15, cached: 0.075, output: 0.6 }),
  },
]
