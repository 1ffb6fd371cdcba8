import type { TextModel } from './text-model.ts'
import { usdPerMillion } from './usd-per-million.ts'

const always = '2024-01-01'
const introductory = usdPerMillion(always, { input: 0.75, cached: 0.075, output: 3.75 })
const afterIntroduction = usdPerMillion('2027-01-01', { input: 1.5, cached: 0.15, output: 7.5 })

/** Sizes: ai.google.dev/gemini-api/docs/models (1,048,576 in, 65,536 out, thinking included), read 2026-09-03. */
const gemini = {
  provider: 'gemini',
  contextTokens: 1_048_576,
  maxOutputTokens: 65_536,
  tokenizer: 'gemini',
  // From 3 on Google wants no sampling parameters, and some of these models answer 400 to them (ENTERPILOT/GoModel#863).
  temperature: false,
} as const
const gemini25 = { ...gemini, temperature: true } as const
const lives = { endOfLife: null, replacement: null }

/**
 * Text models of Google. Prices: ai.google.dev/gemini-api/docs/pricing through @pydantic/genai-prices 0.1.8 and
 * api-evangelist (read 2026-10-07). Google routes requests for the 2.5 models to newer ones from 2026-12-01 on and bills
 * those (its deprecations page, read 2026-11-10); we refuse them by then, and price what still reports the old name as Google does.
 */
export const geminiTextModels: readonly TextModel[] = [
  { id: 'gemini-3.8-flash', ...gemini, ...lives, prices: [introductory, afterIntroduction] },
  { id: 'gemini-3.7-flash', ...gemini, ...lives, prices: [introductory, afterIntroduction] },
  {
    id: 'gemini-3.5-flash',
    ...gemini,
    ...lives,
    prices: [usdPerMillion(always, { input: 1.5, cached: 0.15, output: 9 })],
  },
  {
    id: 'gemini-3.5-flash-lite',
    ...gemini,
    ...lives,
    prices: [usdPerMillion(always, { input: 0.3, cached: 0.03, output: 2.5 })],
  },
  {
    id: 'gemini-2.5-flash',
    ...gemini25,
    endOfLife: '2026-12-01',
    replacement: 'gemini-3.5-flash-lite',
    prices: [
      usdPerMillion(always, { input: 0.3, cached: 0.03, output: 2.5 }),
      usdPerMillion('2026-12-01', { input: 0.3, cached: 0.03, output: 2.5 }),
    ],
  },
  {
    id: 'gemini-2.5-pro',
    ...gemini25,
    endOfLife: '2026-12-01',
    replacement: 'gemini-3.8-flash',
    prices: [
      usdPerMillion(always, { input: 1.25, cached: 0.125, output: 10 }, 200_001),
      { ...introductory, from: '2026-12-01' },
      afterIntroduction,
    ],
  },
]
