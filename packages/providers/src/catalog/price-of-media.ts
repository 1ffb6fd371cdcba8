import { type MicroUsd, assertMicroUsd } from '@cronicl/core'
import type { MediaUsage, MediaWish } from '../media/contract.ts'
import { planWish } from '../media/plan-wish.ts'
import { type MediaAmounts, atMost } from './amounts-of-media.ts'
import { findMediaModel } from './media-catalog.ts'
import type { MediaModel, MediaPriceRow } from './media-model.ts'
import { priceOfText } from './price-of-text.ts'
import { startOfDay } from './text-model.ts'

/**
 * The most that a wish can cost: what is reserved before it is sent. Priced as the model will be asked (`planWish`), with
 * everything that cannot be told before at its limit.
 */
export function estimateOfMedia(wish: MediaWish, model: MediaModel, at: Date): MicroUsd {
  const planned = planWish(wish, model).wish
  const row = rowAt(model, at)
  return priceAmounts(atMost(planned, row), row, at)
}

/**
 * What it did cost: by what the provider reported, at the prices of the model that the answer named and of the day on
 * which it was sent; integers all the way, rounded up once. Of what it did not report, and without usage altogether, what
 * was asked for at most. Never above the estimate while the usage keeps to the request's limits.
 */
export function priceOfMedia(usage: MediaUsage | null, wish: MediaWish, model: MediaModel, at: Date): MicroUsd {
  if (usage === null) return estimateOfMedia(wish, model, at)
  const answering = usage.model === undefined ? undefined : findMediaModel(usage.model, model.provider)
  const row = rowAt(answering?.kind === model.kind ? answering : model, at)
  const most = atMost(planWish(wish, model).wish, row)
  return priceAmounts(
    {
      ...most,
      images: usage.images ?? most.images,
      seconds: usage.seconds ?? most.seconds,
      runSeconds: usage.runSeconds ?? most.runSeconds,
      credits: usage.credits ?? most.credits,
      tokens: readTokens(usage) ?? most.tokens,
      driver: usage.driver ?? (readTokens(usage) ? null : most.driver),
    },
    row,
    at,
  )
}

function rowAt(model: MediaModel, at: Date): MediaPriceRow {
  const row = model.prices.findLast(({ from }) => startOfDay(from) <= at) ?? model.prices[0]
  if (!row) throw new RangeError(`${model.id} has no price`)
  return row
}

/** Null when the provider told of no tokens at all. */
function readTokens(usage: MediaUsage): MediaAmounts['tokens'] | null {
  const { textTokensIn, imageTokensIn, textTokensOut, imageTokensOut, videoTokensOut } = usage
  const told = [textTokensIn, imageTokensIn, textTokensOut, imageTokensOut, videoTokensOut]
  if (told.every((count) => count === undefined)) return null
  const cachedImage = Math.min(usage.cachedImageTokensIn ?? 0, imageTokensIn ?? 0)
  const cachedText = Math.min(Math.max((usage.cachedTokensIn ?? 0) - cachedImage, 0), textTokensIn ?? 0)
  return {
    textIn: (textTokensIn ?? 0) - cachedText,
    imageIn: (imageTokensIn ?? 0) - cachedImage,
    cachedIn: cachedText,
    cachedImageIn: cachedImage,
    textOut: textTokensOut ?? 0,
    imageOut: imageTokensOut ?? 0,
    videoOut: videoTokensOut ?? 0,
  }
}

/** Prices are whole micro-USD a unit or a million tokens, so everything is summed in millionths of one. */
function priceAmounts(amounts: MediaAmounts, row: MediaPriceRow, at: Date): MicroUsd {
  const { tokens, image, second, runSecond, credit } = row
  const parts: bigint[] = [
    image ? millionths(amounts.images, image[amounts.quality]) : 0n,
    second ? millionths(amounts.seconds, priceOfSecond(second, amounts)) : 0n,
    runSecond === undefined ? 0n : millionths(amounts.runSeconds, runSecond),
    credit === undefined ? 0n : millionths(amounts.credits, credit),
  ]
  if (tokens) {
    const { cachedImageIn = tokens.cachedIn } = tokens
    const used = amounts.tokens
    const pairs = [
      [used.textIn, tokens.textIn],
      [used.imageIn, tokens.imageIn],
      [used.cachedIn, tokens.cachedIn],
      [used.cachedImageIn, cachedImageIn],
      [used.textOut, tokens.textOut],
      [used.imageOut, tokens.imageOut],
      [used.videoOut, tokens.videoOut],
    ] as const
    parts.push(...pairs.map(([count, price]) => BigInt(count) * BigInt(price)))
  }
  const sum = parts.reduce((total, part) => total + part, 0n)
  return assertMicroUsd(Number((sum + 999_999n) / 1_000_000n) + priceOfDriver(amounts, at))
}

/** Quantities with a fraction (3.52 seconds) are taken to a millionth. */
function millionths(quantity: number, microUsdPerUnit: number): bigint {
  return BigInt(Math.round(quantity * 1_000_000)) * BigInt(microUsdPerUnit)
}

/** A resolution without a price of its own costs what the dearest does. */
function priceOfSecond(second: NonNullable<MediaPriceRow['second']>, { resolution }: MediaAmounts): number {
  return second[resolution] ?? Math.max(...Object.values(second))
}

function priceOfDriver({ driver }: MediaAmounts, at: Date): MicroUsd {
  return driver ? (priceOfText(driver, driver.model, at) ?? 0) : 0
}
