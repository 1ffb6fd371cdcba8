import { expect, test } from 'vitest'
import { assertMicroUsd, formatUsd, fromBigInt, priceOf } from './money.ts'

test('a price is whole micro-USD, rounded up', () => {
  expect(priceOf(1.5, 3)).toBe(5)
  expect(priceOf(0, 3)).toBe(0)
  expect(formatUsd(12_345)).toBe('$0.012345')
})

test('what is not whole, negative or too large is refused', () => {
  expect(() => assertMicroUsd(0.1)).toThrow(RangeError)
  expect(() => assertMicroUsd(-1)).toThrow(RangeError)
  expect(() => fromBigInt(2n ** 60n)).toThrow(RangeError)
})
