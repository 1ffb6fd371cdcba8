import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { providersConfigIssues, providersEnv } from '../config.ts'
import { type MediaChoice, chooseMediaModels } from './choose-media-models.ts'
import { createMediaProviders } from './create-media-providers.ts'
import { mediaProviderNames } from './media-providers.ts'

const now = new Date('2026-11-21T00:00:00Z')
const parse = (env: Record<string, string>) => z.object(providersEnv).parse(env)
const providers = (env: Record<string, string>) => createMediaProviders(parse(env), { drawClip: null })
const openai = { OPENAI_API_KEY: 'sk-1' }
const gemini = { GEMINI_API_KEY: 'AIza-1' }
const replicate = { REPLICATE_API_TOKEN: 'r8_1' }
const runway = { RUNWAY_API_KEY: 'key_1' }
const server = { OPENAI_BASE_URL: 'http://localhost:8080/v1' }
const own = { ...server, IMAGE_MODEL: 'sdxl-turbo', IMAGE_MICRO_USD_PER_IMAGE: '900' }
const all = { ...openai, ...gemini, ...replicate, ...runway }

function choose(env: Record<string, string>, choice: Partial<MediaChoice> = {}, at = now): string[] {
  return chooseMediaModels(providers(env), { kind: 'image', ...choice }, at).map(
    ({ provider, model }) => `${provider.name}/${model.id}`,
  )
}

describe('which providers there are', () => {
  test.each<[Record<string, string>, string[], string[]]>([
    [{}, ['sandbox'], ['sandbox']],
    [{ OPENAI_API_KEY: ' ' }, ['sandbox'], ['sandbox']],
    [openai, ['openai'], ['sandbox']],
    [runway, ['sandbox'], ['runway']],
    [all, ['openai', 'gemini', 'replicate'], ['gemini', 'runway']],
    [server, ['sandbox'], ['sandbox']],
    [{ ...server, ...openai }, ['sandbox'], ['sandbox']],
    [own, ['openai-compatible'], ['sandbox']],
    [{ ...own, ...gemini }, ['openai-compatible', 'gemini'], ['gemini']],
    [{ ...server, IMAGE_MODEL: 'gpt-image-2' }, ['openai-compatible'], ['sandbox']],
    [{ ...all, IMAGE_MODEL: 'gemini-3-pro-image' }, ['gemini', 'openai', 'replicate'], ['gemini', 'runway']],
    [{ ...all, VIDEO_MODEL: 'gen4.5' }, ['openai', 'gemini', 'replicate'], ['runway', 'gemini']],
    [{ ...all, IMAGE_PROVIDERS: 'replicate, openai' }, ['replicate', 'openai'], ['gemini', 'runway']],
    [{ ...openai, IMAGE_PROVIDERS: 'openai,sandbox,openai' }, ['openai', 'sandbox'], ['sandbox']],
  ])('%j: pictures by %j, films by %j', (env, images, videos) => {
    const held = providers(env)
    expect(held.names('image')).toEqual(images)
    expect(held.names('video')).toEqual(videos)
    for (const name of [...images, ...videos, 'sandbox']) expect(held.get(name).name).toBe(name)
  })

  test('a provider is made once', () => {
    const held = providers(openai)
    expect(held.get('openai')).toBe(held.get('openai'))
  })

  test.each([
    [{ IMAGE_PROVIDERS: 'openai' }, 'IMAGE_PROVIDERS', 'OPENAI_API_KEY'],
    [{ ...openai, ...server, IMAGE_PROVIDERS: 'openai' }, 'IMAGE_PROVIDERS', 'without OPENAI_BASE_URL'],
    [{ ...server, IMAGE_PROVIDERS: 'openai-compatible' }, 'IMAGE_PROVIDERS', 'IMAGE_MODEL'],
    [{ ...runway, IMAGE_PROVIDERS: 'runway' }, 'IMAGE_PROVIDERS', 'makes no images'],
    [{ ...openai, VIDEO_PROVIDERS: 'openai' }, 'VIDEO_PROVIDERS', 'makes no videos'],
    [{ ...openai, IMAGE_MODEL: 'gemini-3.1-flash-image' }, 'IMAGE_MODEL', 'GEMINI_API_KEY'],
    [{ ...openai, IMAGE_MODEL: 'sdxl-turbo' }, 'IMAGE_MODEL', 'OPENAI_BASE_URL'],
    [{ VIDEO_MODEL: 'gen4.5' }, 'VIDEO_MODEL', 'RUNWAY_API_KEY'],
    [{ ...server, IMAGE_MODEL: 'sdxl-turbo' }, 'IMAGE_MICRO_USD_PER_IMAGE', 'sdxl-turbo'],
  ])('%j is refused at the start, by name', (env, variable, says) => {
    expect(providersConfigIssues(parse(env))).toEqual([
      { path: [variable], message: expect.stringContaining(says) as string },
    ])
    expect(() => providers(env)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }))
  })

  test('a list with a name that is none is refused', () => {
    expect(() => parse({ IMAGE_PROVIDERS: 'openai,dalle' })).toThrow()
  })
})

describe('which model is asked, and which ones after it', () => {
  test.each<[Record<string, string>, Partial<MediaChoice>, string[]]>([
    [{}, {}, ['sandbox/sandbox-image']],
    [{}, { kind: 'video' }, ['sandbox/sandbox-video']],
    [all, {}, ['openai/gpt-image-2', 'gemini/gemini-3.1-flash-image', 'replicate/google/nano-banana-2']],
    [all, { kind: 'video' }, ['gemini/gemini-omni-1.1-flash', 'runway/veo3.1_fast']],
    [{ ...all, VIDEO_MODEL: 'gen4.5' }, { kind: 'video' }, ['runway/gen4.5', 'gemini/gemini-omni-1.1-flash']],
    [all, { provider: 'gemini' }, ['gemini/gemini-3.1-flash-image']],
    [all, { model: 'gemini-3-pro-image' }, ['gemini/gemini-3-pro-image']],
    [all, { model: 'gpt-image-2-2026-04-21' }, ['openai/gpt-image-2-2026-04-21']],
    [all, { provider: 'runway', model: 'veo3.1', kind: 'video' }, ['runway/veo3.1']],
    [all, { provider: 'sandbox' }, ['sandbox/sandbox-image']],
    [all, { model: 'sandbox-image' }, ['sandbox/sandbox-image']],
    [own, {}, ['openai-compatible/sdxl-turbo']],
    [own, { model: 'gpt-image-2' }, ['openai-compatible/gpt-image-2']],
    [{ ...all, IMAGE_PROVIDERS: 'gemini' }, { model: 'gpt-image-2' }, ['openai/gpt-image-2']],
  ])('%j, asked for %j: %j', (env, choice, chosen) => {
    expect(choose(env, choice)).toEqual(chosen)
  })

  test.each<[Record<string, string>, Partial<MediaChoice>, string, string]>([
    [{}, { provider: 'gemini' }, 'PROVIDER_NOT_CONFIGURED', 'GEMINI_API_KEY'],
    [{}, { provider: 'openai-compatible' }, 'PROVIDER_NOT_CONFIGURED', 'OPENAI_BASE_URL'],
    [gemini, { model: 'gpt-image-2' }, 'PROVIDER_NOT_CONFIGURED', 'OPENAI_API_KEY'],
    [all, { provider: 'midjourney' }, 'VALIDATION_ERROR', 'midjourney'],
    [all, { provider: 'constructor' }, 'VALIDATION_ERROR', 'constructor'],
    [all, { provider: 'runway' }, 'VALIDATION_ERROR', 'makes no images'],
    [all, { provider: 'openai', model: 'gemini-3-pro-image' }, 'VALIDATION_ERROR', 'gpt-image-2'],
    [all, { model: 'gpt-image-2', kind: 'video' }, 'VALIDATION_ERROR', 'gpt-image-2'],
    [all, { model: 'dall-e-9' }, 'VALIDATION_ERROR', 'dall-e-9'],
    [own, { model: 'sdxl' }, 'VALIDATION_ERROR', 'sdxl'],
  ])('%j, asked for %j: %s, and never another instead', (env, choice, code, says) => {
    expect(() => choose(env, choice)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) as string }),
    )
  })

  test('what has been shut down is refused by name, with the one to use instead', () => {
    expect(() => choose(all, { model: 'gpt-image-1' })).toThrow(
      expect.objectContaining({
        code: 'MODEL_RETIRED',
        details: { provider: 'openai', model: 'gpt-image-1', endOfLife: '2026-10-23', replacement: 'gpt-image-2' },
      }),
    )
    expect(() => choose(all, { model: 'sora-2', kind: 'video' })).toThrow(
      expect.objectContaining({ code: 'MODEL_RETIRED', message: expect.stringContaining('none instead') as string }),
    )
  })

  test('a default that is gone is replaced by what its row names', () => {
    const env = { ...all, IMAGE_MODEL: 'gpt-image-1.5' }
    expect(choose(env, {}, new Date('2026-11-30T23:59:59Z'))[0]).toBe('openai/gpt-image-1.5')
    expect(choose(env, {}, new Date('2026-12-01T00:00:00Z'))[0]).toBe('openai/gpt-image-2')
    expect(choose(env, { provider: 'openai' }, new Date('2026-12-01T00:00:00Z'))).toEqual(['openai/gpt-image-2'])
  })
})

test('the operator’s own model costs what the operator says', () => {
  const held = providers({ ...own, IMAGE_MODEL: 'gpt-image-2' })
  expect(held.findModel('gpt-image-2', 'openai-compatible')).toMatchObject({
    provider: 'openai-compatible',
    prices: [{ image: { standard: 900 } }],
  })
  expect(held.findModel('gpt-image-2', 'openai')?.prices[0]?.tokens).toBeDefined()
  expect(mediaProviderNames.map((name) => held.findModel('nobody-knows-it', name))).toEqual(
    mediaProviderNames.map(() => undefined),
  )
})
