import { type MicroUsd, assertMicroUsd } from '@cronicl/core'
import type { TextUsage } from '../text/contract.ts'
import { findTextModel } from './text-catalog.ts'
import { type TextModel, type TextPriceRow, type TokenPrices, startOfDay } from './text-model.ts'

/**
 * What a request costs at the prices of that day, by the model that the answer named: integers all the way, rounded up
 * once. Null when the catalogue does not know the model. The caller's usage is taken at its word, except that cached
 * tokens are never more than all input.
 */
export function priceOfText(usage: TextUsage, modelId: string, at: Date): MicroUsd | null {
  const model = findTextModel(modelId)
  return model ? priceAtModel(usage, model, at) : null
}

/** The same for a model in hand; null when it has no prices. */
export function priceAtModel(usage: TextUsage, model: Pick<TextModel, 'prices'>, at: Date): MicroUsd | null {
  const row = rowAt(model.prices, at)
  if (!row) return null
  const prices: TokenPrices = row.long && usage.tokensIn >= row.long.fromTokens ? row.long : row
  const cached = Math.min(usage.tokensCached, usage.tokensIn)
  const written = Math.min(usage.tokensCacheWritten, usage.tokensIn - cached)
  const parts: [tokens: number, price: number][] = [
    [usage.tokensIn - cached - written, prices.input],
    [cached, prices.cached],
    [written, prices.cacheWrite],
    [usage.tokensOut, prices.output],
  ]
  const perMillion = parts.reduce((sum, [tokens, price]) => sum + BigInt(tokens) * BigInt(price), 0n)
  return assertMicroUsd(Number((perMillion + 999_999n) / 1_000_000n))
}

function rowAt(rows: readonly TextPriceRow[], at: Date): TextPriceRow | undefined {
  return rows.findLast(({ from }) => startOfDay(from) <= at) ?? rows[0]
}
