import type { TextModel } from './text-model.ts'
import { usdPerMillion } from './usd-per-million.ts'

/** The sandbox costs nothing and says so: a price of zero, which is not the same as no price. */
export const sandboxTextModels: readonly TextModel[] = [
  {
    id: 'sandbox-text',
    provider: 'sandbox',
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    prices: [usdPerMillion('2024-01-01', { input: 0, output: 0 })],
    endOfLife: null,
    replacement: null,
    tokenizer: 'o200k',
    temperature: true,
  },
]
