import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { replicateMediaModels } from '../catalog/replicate-media-models.ts'
import type { MediaModel } from '../catalog/media-model.ts'
import type { OperationStatus } from '../media/contract.ts'
import {
  imageRequest,
  inputImage,
  linkCanary,
  type MediaHarness,
  openMedia,
  promptCanary,
  startOptions,
  submissionId,
  videoRequest,
} from '../testing/media-harness.ts'
import { describeMediaProvider } from '../testing/media-provider-contract.ts'
import { findReplicateInput } from './replicate-inputs.ts'
import { createReplicateMedia } from './replicate-media.ts'

const key = 'r8_ours_4f1c'
const fixtures = new URL('__fixtures__/', import.meta.url)
const under = {
  name: 'replicate',
  request: imageRequest('google/nano-banana-2', { references: [inputImage()] }),
  fixtures,
  key,
  create: ({ baseUrl, webhookSecret }: { baseUrl: string; webhookSecret: string }) =>
    createReplicateMedia({ apiToken: key, baseUrl: `${baseUrl}/v1`, webhookSecret }),
  routes: {
    create: /^POST \/v1\/models\/google\/nano-banana-2\/predictions$/,
    status: /^GET \/v1\/predictions\/\w+$/,
    cancel: /^POST \/v1\/predictions\/\w+\/cancel$/,
  },
  outputs: { count: 1 },
  failures: [
    {
      name: 'rate-limit',
      status: 429,
      code: 'RATE_LIMITED',
      billed: 'no',
      headers: { 'retry-after': '4' },
      details: { retryAfterS: 4 },
    },
    { name: 'no-credit', status: 402, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'bad-key', status: 401, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'forbidden', status: 403, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no' },
    { name: 'bad-request', status: 422, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'policy', status: 422, code: 'UPSTREAM_REFUSED', billed: 'no' },
    { name: 'server-error', status: 500, code: 'UPSTREAM_ERROR', billed: 'unknown' },
    { name: 'server-error', status: 503, code: 'UPSTREAM_ERROR', billed: 'unknown' },
  ],
  webhook: {
    submissionId,
    externalId: '9rnqk1f4y5rmw0cr8f8t2k6n3g',
    secret: `whsec_${Buffer.from('a secret of Replicate, 32 bytes!').toString('base64')}`,
  },
} as const

describeMediaProvider(under)

describe('Replicate', () => {
  let harness: MediaHarness
  beforeAll(async () => {
    harness = await openMedia(under)
  })
  afterAll(async () => await harness[Symbol.asyncDispose]())
  beforeEach(() => harness.play())
  const { signal } = new AbortController()
  const sent = () => {
    const [request] = harness.server.requests
    return { headers: request?.headers, body: JSON.parse(request?.bytes?.toString() ?? 'null') as unknown }
  }
  const statusOf = async (recording: string): Promise<OperationStatus> => {
    harness.play([[under.routes.status, { name: recording }]])
    return await harness.provider.status({ id: 'abc' }, { signal })
  }

  test('a create names the submission in its webhook, wants one delivery, and carries the time that it may take', async () => {
    await harness.provider.start(under.request, startOptions({ deadlineMs: 600_000 }))
    const { headers, body } = sent()
    expect(headers).toMatchObject({ authorization: `Bearer ${key}`, 'cancel-after': '600s' })
    expect(headers).not.toHaveProperty('prefer')
    expect(body).toEqual({
      input: {
        prompt: promptCanary,
        aspect_ratio: '16:9',
        resolution: '1K',
        output_format: 'png',
        image_input: [linkCanary],
      },
      webhook: startOptions().webhookUrl,
      webhook_events_filter: ['completed'],
    })
  })

  test('without an address of ours it is told none, and pictures go within the request', async () => {
    const reference = inputImage({ link: () => Promise.resolve(null) })
    const request = imageRequest('google/nano-banana-2', { references: [reference, inputImage()] })
    await harness.provider.start(request, startOptions({ webhookUrl: null, deadlineMs: 10 }))
    const { headers, body } = sent()
    expect(headers?.['cancel-after']).toBe('5s')
    expect(body).not.toHaveProperty('webhook')
    expect(body).toMatchObject({
      input: { image_input: [expect.stringMatching(/^data:image\/png;base64,iVBOR/), linkCanary] },
    })
  })

  test('pictures that are too large for a request are refused before anything is sent', async () => {
    const large = inputImage({ sizeBytes: 4_000_000, link: () => Promise.resolve(null) })
    const request = imageRequest('google/nano-banana-2', { references: [large, large] })
    await expect(harness.provider.start(request, startOptions())).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(/10 MB.*PUBLIC_URL/) as string,
      details: { billed: 'no', issues: [{ path: ['referenceAssetIds'] }] },
    })
    expect(harness.server.requests).toEqual([])
  })

  test('what it is asked for is what the plan says', async () => {
    const wish = { ...imageRequest('google/nano-banana-2', { quality: 'high', seed: 4 }), references: 0 }
    expect(harness.provider.plan(wish)).toEqual({
      settings: { aspect_ratio: '16:9', resolution: '2K', output_format: 'png' },
      warnings: [expect.objectContaining({ path: ['seed'] })],
    })
  })

  test('every model of the catalogue that lives has its input read', () => {
    for (const { id } of replicateMediaModels) expect(findReplicateInput(id), id).toBeDefined()
  })

  test('a picture that was not kept, or is no address, is a failure that was paid', async () => {
    const paid = { state: 'failed', error: { code: 'UPSTREAM_ERROR', details: { billed: 'yes' } } }
    expect(await statusOf('removed')).toMatchObject({
      ...paid,
      error: { message: expect.stringMatching(/hour/) as string },
    })
    const done = JSON.parse(await readFile(new URL('done.json', fixtures), 'utf8')) as object
    for (const output of [null, [], {}, 'not an address', ['https://replicate.delivery/a.png', 7]]) {
      harness.play([[under.routes.status, { body: JSON.stringify({ ...done, output }) }]])
      expect(await harness.provider.status({ id: 'abc' }, { signal })).toMatchObject(paid)
    }
  })

  test('what never ran is free; what is paid by its output costs nothing without one', async () => {
    expect(await statusOf('aborted')).toMatchObject({ state: 'canceled', billed: 'no', usage: { images: 0 } })
    expect(await statusOf('canceled')).toMatchObject({ state: 'canceled', billed: 'no', usage: { images: 0 } })
    expect(await statusOf('failed')).toMatchObject({ state: 'failed', error: { details: { billed: 'no' } } })
  })

  test('usage counts pictures and the time that the model ran; of films their seconds', async () => {
    const model = 'google/nano-banana-2'
    expect(await statusOf('done')).toMatchObject({ usage: { model, images: 1, runSeconds: 8.332 } })
    expect(await statusOf('film')).toMatchObject({
      usage: { model: 'google/veo-3.1-fast', seconds: 6, runSeconds: 8.332 },
    })
  })

  test('films are asked for with their first and last picture, by models that the operator knows', async () => {
    const findModel = (id: string): MediaModel => ({
      id,
      provider: 'replicate',
      kind: 'video',
      endOfLife: null,
      replacement: null,
      prices: [],
      capabilities: {
        aspectRatios: ['16:9', '9:16'],
        resolutions: ['720p', '1080p'],
        durationsS: [4, 6, 8],
        startFrame: 'optional',
        endFrame: true,
        seed: true,
        negativePrompt: true,
        maxPromptLength: 2000,
      },
    })
    const provider = createReplicateMedia({ apiToken: key, baseUrl: `${harness.server.url}/v1`, findModel })
    harness.play([[/^POST /, { name: 'created' }]])
    const frames = { startFrame: inputImage(), endFrame: inputImage({ link: () => Promise.resolve(null) }) }
    await provider.start(videoRequest('google/veo-3.1-fast', { ...frames, durationS: 5, seed: 7 }), startOptions())
    expect(sent().body).toMatchObject({
      input: {
        prompt: promptCanary,
        aspect_ratio: '16:9',
        duration: 6,
        resolution: '720p',
        seed: 7,
        image: linkCanary,
        last_frame: expect.stringMatching(/^data:image\/png;base64,/) as string,
      },
    })
  })

  test('webhooks are read only with a secret', () => {
    expect(createReplicateMedia({ apiToken: key }).readWebhook).toBeNull()
  })
})
