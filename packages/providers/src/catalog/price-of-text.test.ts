import { type Provider, calcPrice, findProvider } from '@pydantic/genai-prices'
import { describe, expect, test } from 'vitest'
import type { TextUsage } from '../text/contract.ts'
import { priceAtModel, priceOfText } from './price-of-text.ts'
import { findTextModel, textCatalog } from './text-catalog.ts'
import { startOfDay } from './text-model.ts'

const usage = (tokensIn: number, tokensOut: number, tokensCached = 0, tokensCacheWritten = 0): TextUsage => ({
  tokensIn,
  tokensOut,
  tokensCached,
  tokensCacheWritten,
})
const at = (day: string) => startOfDay(day)
const oracleOf: Record<string, string> = { openai: 'openai', gemini: 'google' }

/** What the independent table says, rounded up as ours; its floats are cleaned of their last digits first. */
function oracle(id: string, used: TextUsage, when: Date): number | null {
  const providerId = oracleOf[findTextModel(id)?.provider ?? ''] ?? ''
  const price = calcPrice(
    {
      input_tokens: used.tokensIn,
      output_tokens: used.tokensOut,
      cache_read_tokens: used.tokensCached,
      cache_write_tokens: used.tokensCacheWritten,
    },
    id,
    { providerId, timestamp: when },
  )
  return price && Math.ceil(Number((price.total_price * 1_000_000).toFixed(4)))
}

const usages = [
  usage(0, 0),
  usage(1, 0),
  usage(0, 1),
  usage(1_234, 567),
  usage(10_001, 3_333, 9_999),
  usage(199_999, 17, 100_000),
  usage(200_000, 17),
  usage(200_001, 17, 3),
  usage(271_999, 1_001, 5),
  usage(272_000, 1_001, 5),
  usage(272_001, 1_001, 200_000),
  usage(900_000, 64_000, 1_234),
]
const days = [
  '2026-07-29',
  '2026-07-30',
  '2026-08-20',
  '2026-08-21',
  '2026-11-21',
  '2026-12-31',
  '2027-01-01',
  '2027-06-01',
]
const paid = textCatalog.filter(({ provider }) => provider !== 'sandbox')
/** Our rows follow Google’s routing of these, which the table of genai-prices does not know of. */
const routedFrom: Record<string, string> = { 'gemini-2.5-pro': '2026-12-01', 'gemini-2.5-flash': '2026-12-01' }

describe('against @pydantic/genai-prices, a table that others keep', () => {
  test('it knows every model that we have a price for', () => {
    expect(paid.filter(({ id }) => oracle(id, usage(1, 1), at('2026-11-21')) === null)).toEqual([])
  })

  test.each(paid.map(({ id }) => id))('%s costs the same to the micro-USD, whatever was used and whenever', (id) => {
    const cases = days
      .filter((day) => day < (routedFrom[id] ?? '9999'))
      .flatMap((day) => usages.map((used) => ({ day, used })))
    const costs = (price: (used: TextUsage, when: Date) => number | null) =>
      cases.map(({ day, used }) => [day, used, price(used, at(day))])
    expect(costs((used, when) => priceOfText(used, id, when))).toEqual(costs((used, when) => oracle(id, used, when)))
  })

  test('where it has a price for what is written to the cache, ours is that', () => {
    const models = paid.filter(({ id }) => hasCacheWrite(findProvider({ providerId: 'openai' }), id))
    expect(models.map(({ id }) => id)).toEqual([
      'gpt-6-luna',
      'gpt-6-sol',
      'gpt-5.6-luna',
      'gpt-5.6-terra',
      'gpt-5.6-sol',
    ])
    for (const { id } of models)
      for (const used of [usage(5_000, 10, 1_000, 3_001), usage(300_000, 10, 1_000, 299_000)])
        expect(priceOfText(used, id, at('2026-11-21'))).toBe(oracle(id, used, at('2026-11-21')))
  })

  test('a snapshot costs what its model costs', () => {
    for (const id of ['gpt-6-luna-2026-09-22', 'gpt-5-mini-2025-08-07', 'gpt-4o-2024-08-06', 'gpt-4.1-mini-2025-04-14'])
      expect(priceOfText(usage(5_000, 700), id, at('2026-11-21'))).toBe(oracle(id, usage(5_000, 700), at('2026-11-21')))
  })
})

function hasCacheWrite(provider: Provider | undefined, id: string): boolean {
  const prices = provider?.models.find((model) => model.id === id)?.prices
  return JSON.stringify(prices ?? '').includes('cache_write_mtok')
}

test('a fraction of a micro-USD is rounded up once, not part by part', () => {
  // 1 × 0.09 (input) + 1 × 0.01 (cached) + 1 × 0.5 (output) micro-USD
  expect(priceOfText(usage(2, 1, 1), 'gpt-6-luna', at('2026-11-21'))).toBe(1)
  expect(priceOfText(usage(7, 3), 'gpt-6-luna', at('2026-11-21'))).toBe(3)
})

test('prices change at midnight UTC of their day', () => {
  const price = (moment: string) => priceOfText(usage(1_000_000, 1_000_000), 'gemini-3.8-flash', new Date(moment))
  expect(price('2026-12-31T23:59:59.999Z')).toBe(4_500_000)
  expect(price('2027-01-01T00:00:00.000Z')).toBe(9_000_000)
})

test('a model that Google routes to another costs what that one costs', () => {
  expect(priceOfText(usage(1_000, 1_000), 'gemini-2.5-pro', at('2026-12-01'))).toBe(
    priceOfText(usage(1_000, 1_000), 'gemini-3.8-flash', at('2026-12-01')),
  )
})

test('unknown models have no price, and neither have names that only begin like a known one', () => {
  for (const id of ['qwen3-8b', 'gpt-5-pro', 'gpt-4o-audio-preview-x', 'gpt-6-lunar', 'gemini-3.5-flash-image', ''])
    expect(priceOfText(usage(1, 1), id, at('2026-11-21'))).toBeNull()
  expect(priceAtModel(usage(1, 1), { prices: [] }, at('2026-11-21'))).toBeNull()
})

test('the sandbox costs nothing, and says so', () => {
  expect(priceOfText(usage(1_000, 1_000), 'sandbox-text', at('2026-11-21'))).toBe(0)
})

test('more cached than there was input is read as all of it', () => {
  expect(priceOfText(usage(100, 0, 5_000, 5_000), 'gpt-6-luna', at('2026-11-21'))).toBe(1)
})

test('every row of the catalogue is in order, and a replacement is a living model of the same provider', () => {
  for (const { id, prices, endOfLife, replacement, provider } of textCatalog) {
    const from = prices.map((row) => row.from)
    expect(from, id).toEqual([...from].sort())
    expect(prices.length, id).toBeGreaterThan(0)
    for (const row of prices)
      for (const price of [row.input, row.cached, row.cacheWrite, row.output])
        expect(price).toSatisfy(Number.isSafeInteger)
    if (endOfLife !== null) expect(findTextModel(replacement ?? '')).toMatchObject({ provider, endOfLife: null })
  }
})
