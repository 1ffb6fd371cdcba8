import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runwayMediaModels } from '../catalog/runway-media-models.ts'
import type { MediaWish, OperationStatus } from '../media/contract.ts'
import {
  inputImage,
  linkCanary,
  type MediaHarness,
  openMedia,
  promptCanary,
  startOptions,
  videoRequest,
} from '../testing/media-harness.ts'
import { describeMediaProvider } from '../testing/media-provider-contract.ts'
import { createRunwayMedia } from './runway-media.ts'

const key = 'key_ours_4f1c'
const pixel = /^data:image\/png;base64,iVBOR/
const under = {
  name: 'runway',
  request: videoRequest('veo3.1_fast', { startFrame: inputImage() }),
  fixtures: new URL('__fixtures__/', import.meta.url),
  key,
  // Recordings know no states: cancelling is tested at the stand-in for Runway that does.
  create: ({ baseUrl }: { baseUrl: string }) => ({ ...createRunwayMedia({ apiKey: key, baseUrl }), cancel: null }),
  routes: { create: /^POST \/v1\/image_to_video$/, status: /^GET \/v1\/tasks\/[\w-]+$/ },
  outputs: { count: 1 },
  failures: [
    {
      name: 'rate-limit',
      status: 429,
      code: 'RATE_LIMITED',
      billed: 'no',
      headers: { 'retry-after': '30' },
      details: { retryAfterS: 30 },
    },
    { name: 'no-credit', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'bad-key', status: 401, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no' },
    { name: 'bad-request', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'policy', status: 400, code: 'UPSTREAM_REFUSED', billed: 'no' },
    { name: 'server-error', status: 502, code: 'UPSTREAM_ERROR', billed: 'unknown' },
    { name: 'server-error', status: 504, code: 'UPSTREAM_ERROR', billed: 'unknown' },
  ],
} as const

describeMediaProvider(under)

describe('Runway', () => {
  let harness: MediaHarness
  beforeAll(async () => {
    harness = await openMedia(under)
  })
  afterAll(async () => await harness[Symbol.asyncDispose]())
  beforeEach(() => harness.play([[/^POST /, { name: 'created' }]]))
  const { signal } = new AbortController()
  const sent = () => {
    const [request] = harness.server.requests
    return {
      line: request?.line,
      headers: request?.headers,
      body: JSON.parse(request?.bytes?.toString() ?? 'null') as unknown,
    }
  }
  const statusOf = async (recording: string): Promise<OperationStatus> => {
    harness.play([[under.routes.status, { name: recording }]])
    return await harness.provider.status({ id: 'abc' }, { signal })
  }

  test('a film begins with one picture and ends with another', async () => {
    const frames = { startFrame: inputImage(), endFrame: inputImage() }
    await harness.provider.start(
      videoRequest('veo3.1_fast', { ...frames, resolution: '1080p', seed: 7 }),
      startOptions(),
    )
    const { line, headers, body } = sent()
    expect(line).toBe('POST /v1/image_to_video')
    expect(headers).toMatchObject({ authorization: `Bearer ${key}`, 'x-runway-version': '2024-11-06' })
    expect(body).toEqual({
      model: 'veo3.1_fast',
      promptText: promptCanary,
      promptImage: [
        { uri: expect.stringMatching(pixel) as string, position: 'first' },
        { uri: expect.stringMatching(pixel) as string, position: 'last' },
      ],
      ratio: '1920:1080',
      duration: 4,
      audio: true,
      seed: 7,
    })
  })

  test('without a picture it is made from words, in the two shapes that there are then', async () => {
    const request = videoRequest('gen4.5', { aspectRatio: '1:1', durationS: 5 })
    const wish: MediaWish = {
      ...videoRequest('gen4.5', { aspectRatio: '1:1', durationS: 5 }),
      startFrame: false,
      endFrame: false,
    }
    expect(harness.provider.plan(wish)).toEqual({
      settings: { model: 'gen4.5', ratio: '1280:720', duration: 5 },
      warnings: [expect.objectContaining({ path: ['aspectRatio'] })],
    })
    await harness.provider.start(request, startOptions())
    expect(sent()).toMatchObject({
      line: 'POST /v1/text_to_video',
      body: { model: 'gen4.5', promptText: promptCanary, ratio: '1280:720', duration: 5 },
    })
    expect(sent().body).not.toHaveProperty('promptImage')
  })

  test('a model that needs a picture, or knows no last one, says so before anything is sent', () => {
    const refused = (model: string, frames: { startFrame: boolean; endFrame: boolean }, path: string) =>
      expect(() => harness.provider.plan({ ...videoRequest(model), ...frames })).toThrow(
        expect.objectContaining({ details: { issues: [expect.objectContaining({ path: [path] })] } }),
      )
    refused('gen4_turbo', { startFrame: false, endFrame: false }, 'startFrame')
    refused('gen4.5', { startFrame: true, endFrame: true }, 'endFrame')
    refused('gen9', { startFrame: false, endFrame: false }, 'model')
  })

  test('every shape that the catalogue gives a model is one of Runway', () => {
    for (const { id, capabilities } of runwayMediaModels)
      for (const aspectRatio of capabilities.aspectRatios)
        for (const resolution of capabilities.resolutions ?? [])
          for (const startFrame of capabilities.startFrame === 'required' ? [true] : [true, false]) {
            const wish = { ...videoRequest(id, { aspectRatio, resolution }), startFrame, endFrame: false }
            expect(harness.provider.plan(wish).settings.ratio).toMatch(/^\d+:\d+$/)
          }
  })

  test('a picture that is too large for a request goes as a link, and without one it is refused', async () => {
    const large = { sizeBytes: 4_000_000 }
    await harness.provider.start(videoRequest('gen4_turbo', { startFrame: inputImage(large) }), startOptions())
    expect(sent().body).toMatchObject({ promptImage: [{ uri: linkCanary, position: 'first' }] })
    harness.play()
    const unlinked = inputImage({ ...large, link: () => Promise.resolve(null) })
    await expect(
      harness.provider.start(videoRequest('gen4_turbo', { startFrame: unlinked }), startOptions()),
    ).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: {
        billed: 'no',
        issues: [{ path: ['startFrame'], message: expect.stringMatching(/5 MB.*PUBLIC_URL/) as string }],
      },
    })
    expect(harness.server.requests).toEqual([])
  })

  test('what a task cost in the end is what it says: nothing where it was given back', async () => {
    expect(await statusOf('done')).toMatchObject({ usage: { credits: 60 } })
    expect(await statusOf('failed')).toMatchObject({ error: { details: { billed: 'no' } }, usage: { credits: 0 } })
    expect(await statusOf('refused')).toMatchObject({ error: { details: { billed: 'yes' } }, usage: { credits: 60 } })
    expect(await statusOf('canceled')).toMatchObject({ state: 'canceled', billed: 'no', usage: { credits: 0 } })
    expect(await statusOf('pending')).toMatchObject({ state: 'pending', progress: 0.42 })
    expect(await statusOf('throttled')).toMatchObject({ state: 'pending', providerStatus: 'THROTTLED' })
  })

  test('a task that succeeded without a film is a failure that tells what it cost', async () => {
    for (const output of [undefined, [], ['no address']]) {
      const body = JSON.stringify({ id: 'abc', status: 'SUCCEEDED', cost: { credits: 60 }, output })
      harness.play([[under.routes.status, { body }]])
      expect(await harness.provider.status({ id: 'abc' }, { signal })).toMatchObject({
        state: 'failed',
        error: { details: { billed: 'yes' } },
        usage: { credits: 60 },
      })
    }
  })
})
