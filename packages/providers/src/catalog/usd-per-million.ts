import type { TextPriceRow, TokenPrices } from './text-model.ts'

/** USD per million tokens, as price pages print them. Without `cached` or `cacheWrite` that part costs what input does. */
export interface UsdPerMillion {
  input: number
  cached?: number
  cacheWrite?: number
  output: number
}

/** A price row of the catalogue. `longFrom`: tokens of input from which on input costs twice and output 1.5 times as much. */
export function usdPerMillion(from: string, usd: UsdPerMillion, longFrom?: number): TextPriceRow {
  const row = { from, ...tokenPrices(usd) }
  if (longFrom === undefined) return row
  return {
    ...row,
    long: {
      fromTokens: longFrom,
      input: row.input * 2,
      cached: row.cached * 2,
      cacheWrite: row.cacheWrite * 2,
      output: (row.output * 3) / 2,
    },
  }
}

function tokenPrices({ input, cached = input, cacheWrite = input, output }: UsdPerMillion): TokenPrices {
  const micro = (usd: number) => Math.round(usd * 1_000_000)
  return { input: micro(input), cached: micro(cached), cacheWrite: micro(cacheWrite), output: micro(output) }
}
