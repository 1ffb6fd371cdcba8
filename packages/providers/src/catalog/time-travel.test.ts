import { addMs, dayMs } from '@cronicl/core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTextProviders, providersEnv } from '../config.ts'
import { chooseMediaModels } from '../media/choose-media-models.ts'
import { createMediaProviders } from '../media/create-media-providers.ts'
import { chooseTextModel } from '../text/choose-text-model.ts'
import { findMediaModel, mediaCatalog } from './media-catalog.ts'
import { priceOfText } from './price-of-text.ts'
import { findTextModel, textCatalog } from './text-catalog.ts'
import { startOfDay } from './text-model.ts'

const env = { OPENAI_API_KEY: 'sk', GEMINI_API_KEY: 'AIza', REPLICATE_API_TOKEN: 'r8', RUNWAY_API_KEY: 'key' }
const media = createMediaProviders(z.object(providersEnv).parse(env), { drawClip: null })
const texts = createTextProviders(z.object(providersEnv).parse(env))
const kinds = ['image', 'video'] as const

/** Every day of five months in which models die and prices change. */
const days: Date[] = []
for (let day = startOfDay('2026-09-01'); day <= startOfDay('2027-01-31'); day = addMs(day, dayMs)) days.push(day)
const isGone = ({ endOfLife }: { endOfLife: string | null }, at: Date) =>
  endOfLife !== null && at.toISOString().slice(0, 10) >= endOfLife
const caught = (work: () => unknown): { code?: string; details?: Record<string, unknown> } => {
  try {
    work()
  } catch (error) {
    return error as { code: string }
  }
  return {}
}

test('the months are whole', () => {
  expect(days).toHaveLength(153)
})

describe('on no day of five months', () => {
  test('is a model chosen that is gone', () => {
    for (const at of days) {
      for (const kind of kinds)
        for (const { provider, model } of chooseMediaModels(media, { kind }, at)) {
          expect(isGone(findMediaModel(model.id, provider.name) ?? model, at), `${model.id} ${at.toISOString()}`).toBe(
            false,
          )
          expect(model.kind).toBe(kind)
        }
      expect(isGone(chooseTextModel(texts, {}, at).model, at)).toBe(false)
    }
  })

  test('is a picture’s or film’s model that is gone let in by name, or a living one refused', () => {
    for (const at of days)
      for (const { id, kind, provider, ...model } of mediaCatalog) {
        const error = caught(() => chooseMediaModels(media, { kind, provider, model: id }, at))
        if (!isGone(model, at)) {
          expect(error, id).toEqual({})
          continue
        }
        expect(error, id).toMatchObject({
          code: 'MODEL_RETIRED',
          details: { model: id, replacement: model.replacement },
        })
        const instead = findMediaModel(model.replacement ?? '', provider)
        // OpenAI makes no films any more; everything else has a successor, and it lives.
        if (instead) expect(isGone(instead, at)).toBe(false)
        else expect([provider, kind]).toEqual(['openai', 'video'])
      }
  })

  test('is a text model that is gone let in by name, or a living one refused', () => {
    for (const at of days)
      for (const { id, provider, ...model } of textCatalog) {
        const error = caught(() => chooseTextModel(texts, { provider, model: id }, at))
        if (!isGone(model, at)) {
          expect(error, id).toEqual({})
          continue
        }
        expect(error, id).toMatchObject({ code: 'MODEL_RETIRED', details: { model: id } })
        const instead = findTextModel(model.replacement ?? '')
        expect(instead && isGone(instead, at), id).toBe(false)
      }
  })
})

test('models die on their day, in the order of the calendar', () => {
  const deaths = days.flatMap((at) =>
    mediaCatalog
      .filter((model) => isGone(model, at) && !isGone(model, addMs(at, -dayMs)))
      .map(({ id }) => `${at.toISOString().slice(0, 10)} ${id}`),
  )
  expect(deaths).toEqual([
    '2026-09-24 sora-2',
    '2026-09-24 sora-2-pro',
    '2026-10-02 gemini-2.5-flash-image',
    '2026-10-02 google/nano-banana',
    '2026-10-22 veo-3.1-generate-preview',
    '2026-10-22 veo-3.1-fast-generate-preview',
    '2026-10-23 gpt-image-1',
    '2026-12-01 gpt-image-1.5',
    '2026-12-01 gpt-image-1-mini',
  ])
})

test('prices change on their day and on no other', () => {
  const usage = { tokensIn: 1_000_000, tokensOut: 1_000_000, tokensCached: 0, tokensCacheWritten: 0 }
  const changes = textCatalog.flatMap(({ id }) =>
    days
      .filter((at) => priceOfText(usage, id, at) !== priceOfText(usage, id, addMs(at, -1)))
      .map((at) => `${at.toISOString()} ${id}`),
  )
  const rows = textCatalog.flatMap(({ id, prices }) =>
    prices
      .filter(({ from, input, output }, index) => {
        const before = prices[index - 1]
        const at = startOfDay(from)
        const isSeen = days.some((day) => day.getTime() === at.getTime())
        return (
          isSeen &&
          before !== undefined &&
          (before.input !== input || before.output !== output || before.long !== undefined)
        )
      })
      .map(({ from }) => `${from}T00:00:00.000Z ${id}`),
  )
  expect(changes.toSorted()).toEqual(rows.toSorted())
  expect(changes).toContain('2027-01-01T00:00:00.000Z gemini-3.8-flash')
  expect(mediaCatalog.every(({ prices }) => prices.length === 1)).toBe(true)
})
