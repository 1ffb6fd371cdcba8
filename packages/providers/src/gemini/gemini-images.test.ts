import { describe, expect, test } from 'vitest'
import type { ImageRequest } from '../media/contract.ts'
import {
  type MediaUnderTest,
  imageRequest,
  inputImage,
  openMedia,
  promptCanary,
  startOptions,
} from '../testing/media-harness.ts'
import { describeMediaProvider } from '../testing/media-provider-contract.ts'
import { expectNothingTold } from '../testing/media-expectations.ts'
import { createGeminiImages } from './gemini-images.ts'

const images: MediaUnderTest = {
  name: 'gemini',
  request: imageRequest('gemini-3.1-flash-image', { references: [inputImage()], seed: 7 }),
  fixtures: new URL('__fixtures__/images/', import.meta.url),
  key: 'AIza-canary-key',
  create: ({ baseUrl }) => createGeminiImages({ apiKey: 'AIza-canary-key', baseUrl }),
  routes: { create: /^POST \/v1\/models\/[\w.-]+:generateContent$/ },
  outputs: { count: 1, mimeType: 'image/jpeg' },
  failures: [
    { name: 'rate-limit', status: 429, code: 'RATE_LIMITED', billed: 'no', details: { retryAfterS: 22 } },
    { name: 'bad-key', status: 400, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'forbidden', status: 403, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no' },
    { name: 'bad-request', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'server-error', status: 500, code: 'UPSTREAM_ERROR', billed: 'unknown' },
    { name: 'overloaded', status: 503, code: 'UPSTREAM_ERROR', billed: 'unknown' },
  ],
}
describeMediaProvider(images)

async function draw(request: ImageRequest, name = 'done') {
  await using harness = await openMedia(images)
  harness.play([[images.routes.create, { name }]])
  const { status } = await harness.provider.start(request, startOptions())
  expect(harness.creates()).toBe(1)
  const [sent] = harness.server.requests
  return { status, body: JSON.parse(sent?.bytes?.toString() ?? '{}') as unknown, headers: sent?.headers }
}

describe('what is asked of Google', () => {
  test('the picture’s measures, its seed, its references, and no more output than was reserved', async () => {
    const { body, headers } = await draw(images.request as ImageRequest)
    expect(headers?.['x-goog-api-key']).toBe(images.key)
    expect(body).toMatchObject({
      contents: [{ parts: [{ text: promptCanary }, { inlineData: { mimeType: 'image/png' } }] }],
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { aspectRatio: '16:9', imageSize: '1K' },
        maxOutputTokens: 1_120 + 8_192,
        seed: 7,
      },
    })
  })

  test.each([
    ['gemini-3.1-flash-image', '2K'],
    ['gemini-3-pro-image', '4K'],
    ['gemini-3.1-flash-lite-image', undefined],
  ])('high quality of %s is %s', async (model, imageSize) => {
    const { body } = await draw(imageRequest(model, { quality: 'high' }))
    const { imageConfig } = (body as { generationConfig: { imageConfig: object } }).generationConfig
    expect(imageConfig).toEqual({ aspectRatio: '16:9', ...(imageSize ? { imageSize } : {}) })
  })
})

describe('what it answers', () => {
  test('the picture alone, not the sketches of its thoughts; thoughts are priced as text', async () => {
    const { status } = await draw(imageRequest('gemini-3.1-flash-image'))
    expect(status).toMatchObject({
      state: 'succeeded',
      outputs: [{ mimeType: 'image/jpeg' }],
      usage: {
        model: 'gemini-3.1-flash-image',
        images: 1,
        textTokensIn: 12,
        imageTokensIn: 0,
        imageTokensOut: 1_120,
        textTokensOut: 6 + 283,
      },
    })
  })

  test.each([
    ['refused', 'UPSTREAM_REFUSED', 'IMAGE_SAFETY'],
    ['blocked', 'UPSTREAM_REFUSED', 'PROHIBITED_CONTENT'],
    ['words', 'UPSTREAM_ERROR', 'STOP'],
  ])('without a picture (%s) it has failed, as a value', async (name, code, providerStatus) => {
    const { status } = await draw(imageRequest('gemini-3.1-flash-image'), name)
    expect(status).toMatchObject({ state: 'failed', providerStatus, error: { code, details: { billed: 'yes' } } })
    expectNothingTold(status, images)
  })
})
