import { expect, test } from 'vitest'
import { ghostSplit } from './ghost-split.ts'

test('of every count and every ratio exactly round(count × ratio) explore, and the others are aligned', () => {
  for (let count = 1; count <= 20; count++) {
    for (let percent = 0; percent <= 100; percent++) {
      // Halves go up, worked out in integers: what a ratio is in binary must not matter.
      const exploratory = Math.floor((count * percent + 50) / 100)
      expect(ghostSplit(count, percent / 100), `${count} × ${percent} %`).toEqual({
        aligned: count - exploratory,
        exploratory,
      })
    }
  }
})
