import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareCost } from './share-cost.ts'

test('shares sum to the cost exactly and differ by one at most', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 60 }), (total, count) => {
      const shares = shareCost(total, count)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total)
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }),
  )
})
