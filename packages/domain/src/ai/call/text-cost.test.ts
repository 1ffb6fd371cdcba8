import type { TextModel } from '@cronicl/providers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { affordableOutput, settledCost, textCost } from './text-cost.ts'

const at = new Date('2026-11-21T12:00:00Z')
const model = (prices: TextModel['prices']): TextModel => ({
  id: 'm',
  provider: 'p',
  contextTokens: 100_000,
  maxOutputTokens: 10_000,
  prices,
  endOfLife: null,
  replacement: null,
  tokenizer: 'o200k',
  temperature: true,
})
const dear = model([{ from: '2020-01-01', input: 100_000, cached: 10_000, cacheWrite: 125_000, output: 500_000 }])

test('the worst case writes all input to the cache, where that costs more', () => {
  expect(textCost(dear, { tokensIn: 1_000_000, tokensOut: 0 }, at)).toBe(125_000)
  expect(textCost(dear, { tokensIn: 8, tokensOut: 2 }, at)).toBe(2)
  expect(textCost(model([]), { tokensIn: 8, tokensOut: 2 }, at)).toBe(0)
})

test('what can be afforded is the longest output that costs no more than the budget', () => {
  const cost = (tokensIn: number, tokensOut: number): number => textCost(dear, { tokensIn, tokensOut }, at)
  const property = fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(3_000), (tokensIn, tokensOut, budget) => {
    const most = affordableOutput(dear, { tokensIn, tokensOut }, budget, at)
    return (most === -1 || cost(tokensIn, most) <= budget) && (most === tokensOut || cost(tokensIn, most + 1) > budget)
  })
  expect(fc.check(property)).toMatchObject({ failed: false, counterexample: null })
})

test('the price is of the model that answered, on the day that it was asked', () => {
  const usage = { tokensIn: 100_000, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 0 }
  expect(settledCost(dear, usage, 'gpt-6-sol-2026-10-01', at)).toBe(200_000)
  expect(settledCost(dear, usage, 'nobody knows it', at)).toBe(10_000)
  expect(settledCost(dear, usage, null, at)).toBe(10_000)
  expect(settledCost(dear, usage, 'gpt-5.6-terra', new Date('2026-07-29T23:59:59Z'))).toBe(250_000)
  expect(settledCost(dear, usage, 'gpt-5.6-terra', new Date('2026-07-30T00:00:00Z'))).toBe(200_000)
})
