/** Prices in micro-USD per million tokens: $0.125 is 125,000. */
export interface TokenPrices {
  input: number
  /** Input read from the provider's cache. */
  cached: number
  /** Input written to it. */
  cacheWrite: number
  output: number
}

/** Prices that hold from a day on (UTC midnight), until a later row of the same model. */
export interface TextPriceRow extends TokenPrices {
  from: string
  /** What the whole request costs instead, once its input has this many tokens. */
  long?: TokenPrices & { fromTokens: number }
}

export interface TextModel {
  /** The provider's own id. */
  id: string
  provider: string
  /** What fits into one request and its answer together. */
  contextTokens: number
  maxOutputTokens: number
  /** Oldest first. Empty: nobody here knows what it costs. */
  prices: readonly TextPriceRow[]
  /** First day (UTC, YYYY-MM-DD) on which it is gone. */
  endOfLife: string | null
  /** The id to use instead, of the same provider. */
  replacement: string | null
  /** Ours, or one that we lack; then counts carry a margin (`tokenMargin`). */
  tokenizer: 'o200k' | 'gemini' | 'unknown'
  /** Whether it takes a temperature; reasoning models of OpenAI and Gemini 3 answer 400 to one, so it is left out. */
  temperature: boolean
}

/** The day on which a row begins to hold, or a model is gone, as an instant. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
