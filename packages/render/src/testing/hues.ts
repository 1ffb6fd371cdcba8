import { expect } from 'vitest'
import type { FrameReader } from './read-frames.ts'

export type Hue = 'red' | 'green' | 'blue' | 'white' | 'black'
export type Spot = [x: number, y: number, hue: Hue]

/** Which of these colours a pixel has; H.264 halves the colours' resolution and rounds. */
function hueOf(frame: FrameReader, x: number, y: number): string {
  const { r, g, b } = frame(x, y)
  const lit = [r, g, b].map((part) => (part > 150 ? 1 : part < 80 ? 0 : 9)).join('')
  return { '100': 'red', '010': 'green', '001': 'blue', '111': 'white', '000': 'black' }[lit] ?? `${r},${g},${b}`
}

/** Whether these spots, by fractions of the frame, have these colours. */
export function expectHues(frame: FrameReader, spots: readonly Spot[], what = ''): void {
  expect(
    spots.map(([x, y]) => [x, y, hueOf(frame, x, y)]),
    what,
  ).toEqual(spots)
}
