import { describe, expect, test } from 'vitest'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaModel } from '../catalog/media-model.ts'
import { imageRequest, inputImage, videoRequest } from '../testing/media-harness.ts'
import type { ImageRequest, VideoRequest } from './contract.ts'
import { planWish, requirePlan } from './plan-wish.ts'
import { wishOf } from './wish-of.ts'

function model(id: string): MediaModel {
  const found = findMediaModel(id)
  if (!found) throw new Error(`no ${id}`)
  return found
}
const image = (id: string, more: Partial<ImageRequest> = {}) => planWish(wishOf(imageRequest(id, more)), model(id))
const video = (id: string, more: Partial<VideoRequest> = {}) => planWish(wishOf(videoRequest(id, more)), model(id))
const paths = (issues: readonly { path: readonly unknown[] }[]) => issues.map(({ path }) => path.join('.'))
const frame = inputImage()

describe('what a model does as it is asked is asked of it as it is', () => {
  test('without a warning', () => {
    const wish = wishOf(imageRequest('sandbox-image', { seed: 1, negativePrompt: 'rain', count: 4, quality: 'draft' }))
    expect(planWish(wish, model('sandbox-image'))).toEqual({ wish, warnings: [], issues: [] })
    const film = wishOf(videoRequest('sandbox-video', { fps: 12, seed: 3, startFrame: frame, endFrame: frame }))
    expect(planWish(film, model('sandbox-video'))).toEqual({ wish: film, warnings: [], issues: [] })
  })
})

describe('what it can do without, or otherwise, is a warning at its path', () => {
  test('hints are left out', () => {
    const planned = image('gpt-image-2', { seed: 7, negativePrompt: 'rain' })
    expect(paths(planned.warnings)).toEqual(['negativePrompt', 'seed'])
    expect(planned.wish).not.toHaveProperty('seed')
    expect(planned.wish).not.toHaveProperty('negativePrompt')
    expect(planned.issues).toEqual([])
    const film = video('veo3.1', { fps: 30, seed: 7 })
    expect(paths(film.warnings)).toEqual(['fps'])
    expect(film.wish).toMatchObject({ seed: 7 })
  })

  test.each([
    ['gpt-image-1.5', '16:9', '3:2'],
    ['gpt-image-1.5', '9:16', '2:3'],
    ['gpt-image-1.5', '4:3', '3:2'],
    ['veo3.1', '21:9', '16:9'],
    ['veo3.1', '3:4', '9:16'],
  ])('%s: %s becomes the nearest ratio, %s', (id, aspectRatio, nearest) => {
    const planned = id.startsWith('veo')
      ? video(id, { aspectRatio: aspectRatio as '21:9' })
      : image(id, { aspectRatio: aspectRatio as '16:9' })
    expect(planned).toMatchObject({ wish: { aspectRatio: nearest }, warnings: [{ path: ['aspectRatio'] }], issues: [] })
  })

  test.each([
    ['gemini-3.1-flash-lite-image', 'high', 'standard'],
    ['gemini-3.1-flash-image', 'draft', 'standard'],
    ['google/nano-banana-2', 'draft', 'standard'],
  ] as const)('%s: quality %s becomes %s', (id, quality, instead) => {
    expect(image(id, { quality })).toMatchObject({ wish: { quality: instead }, warnings: [{ path: ['quality'] }] })
  })

  test('a film becomes the next longer, and the next sharper', () => {
    expect(video('veo3.1', { durationS: 5, resolution: '480p' })).toMatchObject({
      wish: { durationS: 6, resolution: '720p' },
      warnings: [{ path: ['durationS'] }, { path: ['resolution'] }],
      issues: [],
    })
    expect(video('gen4.5', { resolution: '1080p' })).toMatchObject({ wish: { resolution: '720p' } })
  })
})

describe('what it cannot do without is an issue at its path', () => {
  test.each<[string, Partial<ImageRequest>, string]>([
    ['gemini-3.1-flash-image', { count: 2 }, 'count'],
    ['gpt-image-2', { references: Array.from({ length: 17 }, () => frame) }, 'referenceAssetIds'],
    ['black-forest-labs/flux-schnell', { references: [frame] }, 'referenceAssetIds'],
    ['gpt-image-2', { prompt: 'a'.repeat(32_001) }, 'prompt'],
  ])('%s, %j: %s', (id, more, path) => {
    expect(paths(image(id, more).issues)).toEqual([path])
  })

  test.each<[string, Partial<VideoRequest>, string]>([
    ['veo3.1', { durationS: 10 }, 'durationS'],
    ['gen4.5', { startFrame: frame, endFrame: frame }, 'endFrame'],
    ['gen4_turbo', {}, 'startFrame'],
    ['veo3.1', { endFrame: frame }, 'startFrame'],
    ['veo3.1', { prompt: 'a'.repeat(1_001) }, 'prompt'],
  ])('%s, %j: %s', (id, more, path) => {
    expect(paths(video(id, more).issues)).toEqual([path])
  })

  test('all of them are told at once, and thrown together', () => {
    const wish = wishOf(imageRequest('gemini-3.1-flash-image', { count: 3, prompt: 'a'.repeat(30_000) }))
    expect(() => requirePlan('gemini', wish)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: { issues: [{ path: ['prompt'] }, { path: ['count'] }].map((one) => expect.objectContaining(one)) },
      }),
    )
  })

  test('a model of the other kind, or of another provider, is none', () => {
    expect(paths(planWish(wishOf(videoRequest('gpt-image-2')), model('gpt-image-2')).issues)).toContain('model')
    expect(() => requirePlan('gemini', wishOf(imageRequest('gpt-image-2')))).toThrow('gemini has no model gpt-image-2')
  })
})
