import type { Size } from './timeline.ts'

/** Transparent pixels around a picture that is turned by no right angle, so that its edges are smooth. */
export const turnMarginPx = 4

/** Degrees from 0 up to, not including, 360. */
export function wholeTurn(degrees: number): number {
  return ((degrees % 360) + 360) % 360
}

/** The size of the upright box around a turned picture, in even pixels. */
export function turnedSize({ widthPx, heightPx }: Size, degrees: number): Size {
  const turn = wholeTurn(degrees)
  if (turn % 180 === 0) return { widthPx, heightPx }
  if (turn % 90 === 0) return { widthPx: heightPx, heightPx: widthPx }
  const radians = (turn * Math.PI) / 180
  const [sin, cos] = [Math.abs(Math.sin(radians)), Math.abs(Math.cos(radians))]
  const [width, height] = [widthPx + 2 * turnMarginPx, heightPx + 2 * turnMarginPx]
  const even = (px: number) => 2 * Math.ceil(px / 2)
  return { widthPx: even(width * cos + height * sin), heightPx: even(width * sin + height * cos) }
}
