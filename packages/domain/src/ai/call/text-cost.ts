import type { MicroUsd } from '@cronicl/core'
import { type TextModel, type TextUsage, priceAtModel, priceOfText } from '@cronicl/providers'

type Sizes = Pick<TextUsage, 'tokensIn' | 'tokensOut'>

/**
 * The most that a request can cost: nothing of the input is read from a cache, and all of it is written to one where
 * that costs extra. A model without a price (on a server of the operator's own) costs nothing.
 */
export function textCost(model: Pick<TextModel, 'prices'>, sizes: Sizes, at: Date): MicroUsd {
  const price = (tokensCacheWritten: number): MicroUsd =>
    priceAtModel({ ...sizes, tokensCached: 0, tokensCacheWritten }, model, at) ?? 0
  return Math.max(price(0), price(sizes.tokensIn))
}

/** How many tokens of output the budget allows beside the input, up to `sizes.tokensOut`; -1 when not even the input. */
export function affordableOutput(model: Pick<TextModel, 'prices'>, sizes: Sizes, budget: MicroUsd, at: Date): number {
  let [fits, over] = [-1, sizes.tokensOut + 1]
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2)
    if (textCost(model, { tokensIn: sizes.tokensIn, tokensOut: middle }, at) <= budget) fits = middle
    else over = middle
  }
  return fits
}

/**
 * What a request has cost, at the prices of when it was sent and by the model that the answer named; where the answer
 * names none, or one that has no price here, by the one that was asked for.
 */
export function settledCost(model: TextModel, usage: TextUsage, answered: string | null, sentAt: Date): MicroUsd {
  const named = answered === null ? null : priceOfText(usage, answered, sentAt)
  return named ?? priceAtModel(usage, model, sentAt) ?? 0
}
