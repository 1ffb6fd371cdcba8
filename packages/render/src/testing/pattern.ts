import { writeFile } from 'node:fs/promises'
import type { FrameReader } from './read-frames.ts'

export type Rgb = readonly [r: number, g: number, b: number]
/** A picture as a function: of fractions from the left and the top, and of the frame's number. */
export type Picture = (x: number, y: number, frame: number) => Rgb

export interface PatternSize {
  widthPx: number
  heightPx: number
}

/**
 * A picture that is its own in every corner and every frame: fields of different light, a colour that changes from
 * left to right and from top to bottom, and a white bar that moves a twelfth of the width each frame.
 */
export const pattern: Picture = (x, y, frame) => {
  const light = 50 + ((Math.floor(x * 8) * 37 + Math.floor(y * 6) * 59) % 5) * 28
  const bar = y > 0.5 && Math.floor(x * 12) === frame % 12
  return bar ? [235, 235, 235] : [light + 40 * x, light + 30 * (1 - y), 190 - light + 30 * y]
}

/** Frames of a picture as bytes, three for each pixel. */
export function patternBytes({ widthPx, heightPx }: PatternSize, frames: number, picture: Picture = pattern): Buffer {
  const bytes = Buffer.alloc(widthPx * heightPx * 3 * frames)
  let at = 0
  for (let frame = 0; frame < frames; frame++)
    for (let row = 0; row < heightPx; row++)
      for (let column = 0; column < widthPx; column++)
        for (const part of picture((column + 0.5) / widthPx, (row + 0.5) / heightPx, frame))
          bytes[at++] = Math.round(part)
  return bytes
}

/** FFmpeg's input arguments for frames of a picture, which it writes to `path`. */
export async function patternInput(
  path: string,
  size: PatternSize,
  { frames, picture = pattern }: { frames: number; picture?: Picture },
): Promise<string[]> {
  await writeFile(path, patternBytes(size, frames, picture))
  const shape = ['-s', `${size.widthPx}x${size.heightPx}`, '-r', '25']
  return ['-f', 'rawvideo', '-pix_fmt', 'rgb24', ...shape, '-i', `file:${path}`]
}

/** How a frame of a film compares with the picture that it should be. */
export interface Likeness {
  /** Structural similarity of the brightness: 1 is equal. */
  ssim: number
  /** Mean distance of each colour, of 255; the largest of the three. */
  colorDistance: number
}

export function likeness(frame: FrameReader, size: PatternSize, expected: (x: number, y: number) => Rgb): Likeness {
  const { widthPx, heightPx } = size
  const [seen, wanted] = [new Float64Array(widthPx * heightPx), new Float64Array(widthPx * heightPx)]
  const sums = [0, 0, 0]
  for (let row = 0; row < heightPx; row++)
    for (let column = 0; column < widthPx; column++) {
      const [x, y] = [(column + 0.5) / widthPx, (row + 0.5) / heightPx]
      const { r, g, b } = frame(x, y)
      const colors = expected(x, y)
      const own = [r, g, b] as const
      for (const part of [0, 1, 2] as const) sums[part] = (sums[part] ?? 0) + Math.abs(own[part] - colors[part])
      seen[row * widthPx + column] = brightness(own)
      wanted[row * widthPx + column] = brightness(colors)
    }
  return { ssim: ssim(seen, wanted, size), colorDistance: Math.max(...sums) / seen.length }
}

const brightness = ([r, g, b]: Rgb): number => 0.299 * r + 0.587 * g + 0.114 * b

/** Mean over windows of 8×8, four pixels apart (Wang et al., 2004). */
function ssim(a: Float64Array, b: Float64Array, { widthPx, heightPx }: PatternSize): number {
  let [sum, windows] = [0, 0]
  for (let top = 0; top + 8 <= heightPx; top += 4)
    for (let left = 0; left + 8 <= widthPx; left += 4) {
      sum += ssimOfWindow(a, b, { left, top, widthPx })
      windows++
    }
  return sum / windows
}

function ssimOfWindow(a: Float64Array, b: Float64Array, at: { left: number; top: number; widthPx: number }): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0]
  for (let row = 0; row < 8; row++)
    for (let column = 0; column < 8; column++) {
      const index = (at.top + row) * at.widthPx + at.left + column
      const [p, q] = [a[index] ?? 0, b[index] ?? 0]
      sa += p
      sb += q
      saa += p * p
      sbb += q * q
      sab += p * q
    }
  const [ma, mb] = [sa / 64, sb / 64]
  const [va, vb, cov] = [saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb]
  return ((2 * ma * mb + 6.5025) * (2 * cov + 58.5225)) / ((ma * ma + mb * mb + 6.5025) * (va + vb + 58.5225))
}
