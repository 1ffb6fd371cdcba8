import type { Rational } from './rational.ts'

/** The rates of broadcast that are written as decimals but are fractions over 1001. */
const broadcastRates: Readonly<Record<string, Rational>> = {
  '23.976': { num: 24_000, den: 1001 },
  '29.97': { num: 30_000, den: 1001 },
  '59.94': { num: 60_000, den: 1001 },
}

/** Whether a film can have this many frames a second: whole numbers from 12 to 60 and the broadcast rates. */
export function isFrameRate(fps: number): boolean {
  return fps >= 12 && fps <= 60 && (Number.isInteger(fps) || String(fps) in broadcastRates)
}

export function frameRateOf(fps: number): Rational {
  return broadcastRates[String(fps)] ?? { num: fps, den: 1 }
}
