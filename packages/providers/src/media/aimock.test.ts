import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOpenAICompatibleImages } from '../openai/openai-images.ts'
import { createOpenAIMedia } from '../openai/openai-media.ts'
import { imageRequest, inputImage, startOptions } from '../testing/media-harness.ts'
import type { ImageRequest, MediaProvider } from './contract.ts'

const mock = new LLMock({ port: 0, host: '127.0.0.1' })
const picture = Buffer.from(await inputImage().read()).toString('base64')

beforeAll(async () => {
  mock.onImage(/lighthouse/, { images: [{ b64Json: picture }] })
  await mock.start()
})
afterAll(async () => await mock.stop())
beforeEach(() => {
  mock.clearChaos()
  mock.clearRequests()
})

const providers: [name: string, create: () => MediaProvider][] = [
  ['openai', () => createOpenAIMedia({ apiKey: 'mock', baseUrl: `${mock.url}/v1`, via: 'images' })],
  ['openai-compatible', () => createOpenAICompatibleImages({ apiKey: 'mock', baseUrl: `${mock.url}/v1` })],
]

describe.each(providers)('pictures of %s against aimock, which others wrote', (_, create) => {
  const draw = async (more: Partial<ImageRequest> = {}) =>
    await create().start(imageRequest('gpt-image-2', { prompt: 'A lighthouse.', ...more }), startOptions())

  test('drawn, or drawn after others, with one request', async () => {
    for (const references of [[], [inputImage()], [inputImage(), inputImage()]]) {
      mock.clearRequests()
      expect((await draw({ references })).status).toMatchObject({
        state: 'succeeded',
        outputs: [{ mimeType: 'image/png', bytes: new Uint8Array(Buffer.from(picture, 'base64')) }],
      })
      expect(mock.getRequests()).toHaveLength(1)
    }
  })

  test.each([
    ['rateLimitRate', { code: 'RATE_LIMITED', details: { billed: 'no' } }],
    ['dropRate', { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
    ['malformedRate', { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
    ['disconnectRate', { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } }],
  ] as const)('chaos (%s) is one error for each start and never a second request', async (rate, expected) => {
    mock.setChaos({ [rate]: 1 })
    await expect(draw()).rejects.toMatchObject(expected)
    expect(mock.getRequests()).toHaveLength(1)
    await expect(draw({ references: [inputImage()] })).rejects.toMatchObject(expected)
    expect(mock.getRequests()).toHaveLength(2)
  })
})
