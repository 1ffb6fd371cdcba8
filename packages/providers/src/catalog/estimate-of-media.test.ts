import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ImageQuality,
  type MediaUsage,
  type MediaWish,
  aspectRatios,
  imageQualities,
  videoResolutions,
} from '../media/contract.ts'
import { planWish } from '../media/plan-wish.ts'
import { driverMaxOutputTokens, driverModel } from '../openai/background-image-params.ts'
import { countTokens } from '../tokens/count-tokens.ts'
import { mediaCatalog } from './media-catalog.ts'
import type { MediaModel } from './media-model.ts'
import { estimateOfMedia, priceOfMedia } from './price-of-media.ts'

const now = new Date('2026-11-21T12:00:00Z')

/** Of one picture, by what is published: the formula of gpt-image-2 at its largest size, tables of the others. */
function mostPictureTokens({ id }: MediaModel, quality: ImageQuality): number {
  if (id === 'gpt-image-2') return Math.ceil(({ draft: 16, standard: 48, high: 96 }[quality] ** 2 * 3_048_576) / 4e6)
  if (id.startsWith('gpt-image')) return { draft: 408, standard: 1_584, high: 6_240 }[quality]
  if (id === 'gemini-2.5-flash-image') return 1_290
  if (id === 'gemini-3-pro-image') return quality === 'high' ? 2_000 : 1_120
  return id === 'gemini-3.1-flash-image' && quality === 'high' ? 1_680 : 1_120
}

describe('what was reserved is never exceeded', () => {
  const below = (max: number) => fc.integer({ min: 0, max: Math.max(0, Math.floor(max)) })
  const prompt = fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 200 }))
  const wishes = (model: MediaModel): fc.Arbitrary<MediaWish> =>
    model.kind === 'image'
      ? fc.record({
          kind: fc.constant('image' as const),
          model: fc.constant(model.id),
          prompt,
          aspectRatio: fc.constantFrom(...aspectRatios),
          quality: fc.constantFrom(...imageQualities),
          count: fc.integer({ min: 1, max: model.capabilities.maxCount ?? 1 }),
          references: fc.integer({ min: 0, max: model.capabilities.maxReferences ?? 0 }),
        })
      : fc.record({
          kind: fc.constant('video' as const),
          model: fc.constant(model.id),
          prompt,
          aspectRatio: fc.constantFrom(...aspectRatios),
          resolution: fc.constantFrom(...videoResolutions),
          durationS: fc.integer({ min: 1, max: Math.max(...(model.capabilities.durationsS ?? [1])) }),
          startFrame: fc.boolean(),
          endFrame: fc.boolean(),
        })

  /** Anything that a model can report for a wish, by what is published of it and not by our reserve. */
  function usages(model: MediaModel, wish: MediaWish): fc.Arbitrary<MediaUsage | null> {
    const asked = planWish(wish, model).wish
    const times = asked.kind === 'image' ? asked.count : 1
    const seconds = asked.kind === 'image' ? 0 : asked.durationS
    const pictures = asked.kind === 'image' ? asked.references : Number(asked.startFrame) + Number(asked.endFrame)
    const words = countTokens(asked.prompt) + 100
    const creditsPerSecond = { 'veo3.1_fast': 15, 'veo3.1': 40, 'gen4.5': 12, gen4_turbo: 5 }[model.id] ?? 0
    const byTokens = model.prices.some(({ tokens }) => tokens)
    const textIn = below(words * times)
    const imageIn = below(pictures * (model.provider === 'openai' ? 65 + 6 * 129 + 6_144 : 2_040) * times)
    const tokens: fc.Arbitrary<MediaUsage> = fc.record({
      images: fc.constant(times),
      textTokensIn: textIn,
      imageTokensIn: imageIn,
      cachedTokensIn: below(words),
      cachedImageTokensIn: below(1_000),
      textTokensOut: below(model.provider === 'openai' ? 0 : 4_096 * times),
      imageTokensOut: below(asked.kind === 'image' ? mostPictureTokens(model, asked.quality) * times : 0),
      videoTokensOut: below(5_792 * seconds),
      ...(model.provider === 'openai'
        ? {
            driver: fc.record({
              model: fc.constant('gpt-6-luna-2026-09-22'),
              tokensIn: below(2 * (words + 500) + 4_000 + pictures * 2_944),
              tokensOut: below(8_192),
              tokensCached: below(1_000),
              tokensCacheWritten: below(4_000),
            }),
          }
        : {}),
    })
    const measured: fc.Arbitrary<MediaUsage> = fc.record(
      {
        images: below(times),
        seconds: fc.double({ min: 0, max: seconds, noNaN: true }),
        credits: fc.double({ min: 0, max: creditsPerSecond * seconds, noNaN: true }),
      },
      { requiredKeys: [] },
    )
    return fc.option(byTokens ? tokens : measured)
  }
  test.each(mediaCatalog.map((model) => [model.id, model] as const))('%s', (_, model) => {
    fc.assert(
      fc.property(
        wishes(model).chain((wish) => fc.tuple(fc.constant(wish), usages(model, wish))),
        ([wish, usage]) => {
          const cost = priceOfMedia(usage, wish, model, now)
          expect(cost).toBeLessThanOrEqual(estimateOfMedia(wish, model, now))
          expect(Number.isSafeInteger(cost)).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('what is reserved by parts', () => {
  test('every picture by tokens, at every quality, is as large as it can be', () => {
    for (const model of mediaCatalog.filter(({ kind, prices }) => kind === 'image' && prices[0]?.tokens))
      for (const quality of imageQualities)
        expect(model.prices[0]?.reserve.imageTokensOut?.[quality], model.id).toBe(mostPictureTokens(model, quality))
  })

  test('the model that leads the work is the one that is asked, with its output limited to what is reserved', () => {
    for (const model of mediaCatalog.filter(({ provider, kind }) => provider === 'openai' && kind === 'image'))
      expect(model.prices[0]?.reserve.driver).toMatchObject({ model: driverModel, tokensOut: driverMaxOutputTokens })
  })
})
