import { createHash } from 'node:crypto'

/** Chance that is the same for the same seed: SHA-256 starts an sfc32 generator. */
export interface Dice {
  /** From 0 (included) to 1 (excluded). */
  roll(): number
  /** A whole number between two, both included. */
  between(min: number, max: number): number
  pick<T>(from: readonly [T, ...T[]]): T
}

export function createDice(seed: string): Dice {
  const digest = createHash('sha256').update(seed).digest()
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at)) as [number, number, number, number]
  const roll = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  const between = (min: number, max: number) => min + Math.floor(roll() * (max - min + 1))
  return { roll, between, pick: (from) => from[between(0, from.length - 1)] ?? from[0] }
}
