import type { MediaPriceRow } from './media-model.ts'

/** Rows that have always held; the day is before any model of the lists. */
export const always = '2024-01-01'

/** USD as price pages print them, in micro-USD. */
export function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000)
}

/** USD per million tokens. What has no price of its own costs what is nearest to it: pictures as text, what is cached as what is not. */
export interface UsdPerMillionMediaTokens {
  textIn: number
  imageIn?: number
  cachedIn?: number
  cachedImageIn?: number
  textOut: number
  imageOut?: number
  videoOut?: number
}

/** Prices of tokens for a row. A part that the model cannot make has the dearest price: it would surprise, never be free. */
export function mediaTokenPrices(usd: UsdPerMillionMediaTokens): NonNullable<MediaPriceRow['tokens']> {
  const dearest = Math.max(usd.textOut, usd.imageOut ?? 0, usd.videoOut ?? 0)
  const {
    textIn,
    imageIn = textIn,
    cachedIn = textIn,
    cachedImageIn = cachedIn,
    textOut,
    imageOut = dearest,
    videoOut = dearest,
  } = usd
  return {
    textIn: microUsd(textIn),
    imageIn: microUsd(imageIn),
    cachedIn: microUsd(cachedIn),
    cachedImageIn: microUsd(cachedImageIn),
    textOut: microUsd(textOut),
    imageOut: microUsd(imageOut),
    videoOut: microUsd(videoOut),
  }
}

/** The same price for a picture of any quality. */
export function everyQuality(usd: number): NonNullable<MediaPriceRow['image']> {
  const price = microUsd(usd)
  return { draft: price, standard: price, high: price }
}
