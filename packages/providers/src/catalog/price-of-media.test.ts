import { calcPrice } from '@pydantic/genai-prices'
import { describe, expect, test } from 'vitest'
import type { MediaUsage, MediaWish } from '../media/contract.ts'
import { findMediaModel, mediaCatalog } from './media-catalog.ts'
import type { MediaModel } from './media-model.ts'
import { estimateOfMedia, priceOfMedia } from './price-of-media.ts'
import { startOfDay } from './text-model.ts'

const now = new Date('2026-11-21T12:00:00Z')
const imageWish = (model: string, more: Partial<MediaWish & { kind: 'image' }> = {}): MediaWish => ({
  kind: 'image',
  model,
  prompt: 'A lighthouse in the fog.',
  aspectRatio: '1:1',
  quality: 'standard',
  count: 1,
  references: 0,
  ...more,
})
const videoWish = (model: string, more: Partial<MediaWish & { kind: 'video' }> = {}): MediaWish => ({
  kind: 'video',
  model,
  prompt: 'The fog lifts.',
  startFrame: true,
  endFrame: false,
  aspectRatio: '16:9',
  resolution: '720p',
  durationS: 4,
  ...more,
})
const wishFor = ({ id, kind }: MediaModel) => (kind === 'image' ? imageWish(id) : videoWish(id))
function modelOf(id: string, provider?: string): MediaModel {
  const model = findMediaModel(id, provider)
  if (!model) throw new Error(`no ${id}`)
  return model
}
const price = (id: string, usage: MediaUsage | null, wish = wishFor(modelOf(id)), at = now) =>
  priceOfMedia(usage, wish, modelOf(id), at)

describe('against @pydantic/genai-prices, a table that others keep', () => {
  const oracleOf: Record<string, string> = { openai: 'openai', gemini: 'google' }
  /** What the independent table says, rounded up as ours; its floats are cleaned of their last digits first. */
  function oracle({ id, provider }: MediaModel, usage: MediaUsage, timestamp: Date): number | null {
    const { textTokensIn = 0, imageTokensIn = 0, textTokensOut = 0, imageTokensOut = 0, videoTokensOut = 0 } = usage
    const found = calcPrice(
      {
        input_tokens: textTokensIn + imageTokensIn,
        input_image_tokens: imageTokensIn,
        cache_read_tokens: usage.cachedTokensIn ?? 0,
        cache_image_read_tokens: usage.cachedImageTokensIn ?? 0,
        output_tokens: textTokensOut + imageTokensOut + videoTokensOut,
        output_image_tokens: imageTokensOut,
        output_video_tokens: videoTokensOut,
      },
      id,
      { providerId: oracleOf[provider] ?? provider, timestamp },
    )
    return found && Math.ceil(Number((found.total_price * 1_000_000).toFixed(4)))
  }
  const days = ['2026-09-01', '2026-10-02', '2026-11-21', '2026-12-31', '2027-01-01', '2027-06-01'].map(startOfDay)
  const byToken = mediaCatalog.filter((model) => model.prices.some(({ tokens }) => tokens))
  const known = byToken.filter((model) => oracle(model, { imageTokensOut: 1 }, now) !== null)

  test('it knows every model that is priced by tokens, but the new name of one', () => {
    expect(byToken.filter((model) => !known.includes(model)).map(({ id }) => id)).toEqual(['gemini-omni-1.1-flash'])
    expect(modelOf('gemini-omni-1.1-flash').prices).toEqual(modelOf('gemini-omni-flash-preview').prices)
  })

  test.each(known.map(({ id }) => id))('%s costs the same to the micro-USD, whatever was used and whenever', (id) => {
    const model = modelOf(id)
    const cached: MediaUsage[] =
      model.provider === 'openai'
        ? [{ textTokensIn: 900, imageTokensIn: 7_001, cachedTokensIn: 1_111, cachedImageTokensIn: 1_000 }]
        : [{ textTokensIn: 900, cachedTokensIn: 333 }]
    const out = model.kind === 'video' ? 'videoTokensOut' : 'imageTokensOut'
    const used: MediaUsage[] = [
      { textTokensIn: 0 },
      { textTokensIn: 1 },
      { [out]: 1 },
      { [out]: 1_356 },
      { textTokensIn: 61, [out]: 7_024 },
      { textTokensIn: 12_345, imageTokensIn: 19_683, [out]: 28_096 },
      { textTokensIn: 17, textTokensOut: 0, imageTokensIn: 1_310, [out]: 1_568 },
      ...cached,
    ]
    const usages = used.map((usage) => ({ ...usage, [out]: usage[out] ?? 0 }))
    for (const at of days)
      for (const usage of usages) expect(price(id, usage, undefined, at)).toBe(oracle(model, usage, at))
  })

  test('words and thoughts of a model that draws cost what words do', () => {
    for (const id of ['gemini-3.1-flash-image', 'gemini-3-pro-image', 'gpt-image-1.5']) {
      const usage = { textTokensIn: 20, textTokensOut: 1_234, imageTokensOut: 1_120 }
      expect(price(id, usage)).toBe(oracle(modelOf(id), usage, now))
    }
  })
})

describe('published prices of one picture or second', () => {
  test.each<[string, MediaUsage, number]>([
    ['gpt-image-2', { imageTokensOut: 196 }, 5_880],
    ['gpt-image-2', { imageTokensOut: 1_756 }, 52_680],
    ['gpt-image-2', { imageTokensOut: 7_024 }, 210_720],
    ['gemini-3.1-flash-image', { imageTokensOut: 1_120 }, 67_200],
    ['gemini-3-pro-image', { imageTokensOut: 2_000 }, 240_000],
    ['gemini-2.5-flash-image', { imageTokensOut: 1_290 }, 38_700],
    ['gemini-omni-1.1-flash', { videoTokensOut: 5_792 }, 101_360],
    ['google/nano-banana-2', { images: 1 }, 67_200],
    ['veo3.1_fast', { credits: 60 }, 600_000],
    ['gen4_turbo', { credits: 25.5 }, 255_000],
    ['veo-3.1-generate-preview', { seconds: 8 }, 3_200_000],
  ])('%s, %j: %i micro-USD', (id, usage, cost) => {
    expect(price(id, usage)).toBe(cost)
  })

  test('the model that led the work is paid by its own prices, besides', () => {
    const drawn = { textTokensIn: 61, imageTokensOut: 1_356 }
    const driver = { tokensIn: 2_412, tokensOut: 88, tokensCached: 1_024, tokensCacheWritten: 0 }
    const led = price('gpt-image-2', { ...drawn, driver: { model: 'gpt-6-luna-2026-09-22', ...driver } })
    // 61 × 5 + 1,356 × 30 = 40,985; 1,388 × 0.1 + 1,024 × 0.01 + 88 × 0.5 = 193.04
    expect(led).toBe(40_985 + 194)
  })
})

describe('what was not reported', () => {
  test('without usage, what was asked for is taken at most', () => {
    for (const model of mediaCatalog) expect(price(model.id, null)).toBe(estimateOfMedia(wishFor(model), model, now))
  })

  test('pictures without tokens are as dear as they can be', () => {
    const wish = imageWish('gpt-image-2', { quality: 'high' })
    expect(price('gpt-image-2', { images: 1 }, wish)).toBe(estimateOfMedia(wish, modelOf('gpt-image-2'), now))
  })

  test('fewer pictures, seconds and credits cost less than was asked for', () => {
    const two = imageWish('google/nano-banana-2', { count: 1 })
    expect(price('google/nano-banana-2', { images: 0 }, two)).toBe(0)
    expect(price('veo3.1', { credits: 0 })).toBe(0)
    expect(price('sora-2', { seconds: 3.52 })).toBe(352_000)
  })
})

test('the model that the answer names decides the price, as Google routes requests; another kind or name does not', () => {
  const usage = { textTokensIn: 1_000, imageTokensOut: 1_120 }
  const routed = price('gemini-2.5-flash-image', { ...usage, model: 'gemini-3.1-flash-image' })
  expect(routed).toBe(price('gemini-3.1-flash-image', usage))
  for (const model of ['gemini-omni-1.1-flash', 'somebody-elses'])
    expect(price('gemini-2.5-flash-image', { ...usage, model })).toBe(price('gemini-2.5-flash-image', usage))
})

test('prices change at midnight UTC of their day, by when the work was sent', () => {
  const image = (usd: number) => ({ draft: usd, standard: usd, high: usd })
  const model: MediaModel = {
    ...modelOf('google/nano-banana-2'),
    prices: [
      { from: '2026-01-01', image: image(10), reserve: {} },
      { from: '2027-01-01', image: image(25), reserve: {} },
    ],
  }
  const at = (moment: string) => priceOfMedia({ images: 1 }, wishFor(model), model, new Date(moment))
  expect(at('2025-06-01T00:00:00Z')).toBe(10)
  expect(at('2026-12-31T23:59:59.999Z')).toBe(10)
  expect(at('2027-01-01T00:00:00.000Z')).toBe(25)
})

test('no model but the sandbox is free, and that one is', () => {
  for (const model of mediaCatalog) {
    const estimate = estimateOfMedia(wishFor(model), model, now)
    if (model.provider === 'sandbox') expect(estimate).toBe(0)
    else expect(estimate, model.id).toBeGreaterThan(0)
  }
})

test('a fraction of a micro-USD is rounded up once', () => {
  // 1 × 0.5 + 1 × 3 micro-USD
  expect(price('gemini-3.1-flash-image', { textTokensIn: 1, textTokensOut: 1 })).toBe(4)
  expect(price('gemini-3.1-flash-image', { textTokensIn: 3, textTokensOut: 0 })).toBe(2)
})

test('every row of the catalogue is in order, whole and within its kind', () => {
  for (const { id, provider, kind, prices, endOfLife, replacement, capabilities } of mediaCatalog) {
    expect(prices.map(({ from }) => from)).toEqual(prices.map(({ from }) => from).toSorted())
    expect(prices.length, id).toBeGreaterThan(0)
    for (const { tokens = {}, image = {}, second = {}, credit = 0 } of prices)
      for (const one of [...Object.values(tokens), ...Object.values(image), ...Object.values(second), credit])
        expect(one, id).toSatisfy(Number.isSafeInteger)
    expect(capabilities.aspectRatios.length).toBeGreaterThan(0)
    if (endOfLife === null) expect(replacement).toBeNull()
    if (replacement !== null)
      expect(findMediaModel(replacement, provider)).toMatchObject({ provider, kind, endOfLife: null })
  }
  const ids = mediaCatalog.map(({ id, provider }) => `${provider}/${id}`)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a snapshot is its model; a name that only begins like one is none', () => {
  expect(findMediaModel('gpt-image-2-2026-04-21')?.id).toBe('gpt-image-2')
  expect(findMediaModel('models/gemini-3.1-flash-image-preview')?.id).toBe('gemini-3.1-flash-image')
  expect(findMediaModel('google/nano-banana-2:0a1b2c', 'replicate')?.id).toBe('google/nano-banana-2')
  for (const id of ['gpt-image-2.5-flare', 'gpt-image-20', 'gpt-image-1.5x', 'gemini-3.1-flash', ''])
    expect(findMediaModel(id), id).toBeUndefined()
  expect(findMediaModel('gpt-image-2', 'gemini')).toBeUndefined()
  expect(findMediaModel('gpt-image-1', 'openai-compatible')).toMatchObject({
    provider: 'openai-compatible',
    endOfLife: null,
  })
})
