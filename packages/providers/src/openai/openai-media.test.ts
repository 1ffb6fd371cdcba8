import { describe, expect, test } from 'vitest'
import { describeOwnImageModel } from '../catalog/openai-media-models.ts'
import type { MediaRequest } from '../media/contract.ts'
import {
  type MediaFailure,
  type MediaUnderTest,
  imageRequest,
  inputImage,
  openMedia,
  promptCanary,
  startOptions,
  submissionId,
} from '../testing/media-harness.ts'
import { describeMediaProvider } from '../testing/media-provider-contract.ts'
import { createOpenAICompatibleImages } from './openai-images.ts'
import { createOpenAIMedia } from './openai-media.ts'

const key = 'sk-canary-key'
const { signal } = new AbortController()
const failures: MediaFailure[] = [
  {
    name: 'rate-limit',
    status: 429,
    code: 'RATE_LIMITED',
    billed: 'no',
    details: { retryAfterS: 12 },
    headers: { 'retry-after': '12' },
  },
  { name: 'no-credit', status: 429, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'hard-limit', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'bad-key', status: 401, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  { name: 'not-allowed', status: 403, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
  { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no', details: { replacement: null } },
  { name: 'policy', status: 400, code: 'UPSTREAM_REFUSED', billed: 'no' },
  { name: 'bad-request', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
  { name: 'server-error', status: 500, code: 'UPSTREAM_ERROR', billed: 'unknown' },
  { name: 'overloaded', status: 503, code: 'UPSTREAM_ERROR', billed: 'unknown' },
]

const background: MediaUnderTest = {
  name: 'openai',
  request: imageRequest('gpt-image-2', { references: [inputImage()] }),
  fixtures: new URL('__fixtures__/background/', import.meta.url),
  key,
  create: ({ baseUrl, webhookSecret }) => createOpenAIMedia({ apiKey: key, baseUrl: `${baseUrl}/v1`, webhookSecret }),
  routes: {
    create: /^POST \/v1\/responses$/,
    status: /^GET \/v1\/responses\/resp_\w+$/,
    cancel: /^POST \/v1\/responses\/resp_\w+\/cancel$/,
  },
  outputs: { count: 1, mimeType: 'image/png' },
  failures,
  webhook: {
    submissionId: null,
    externalId: 'resp_0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    secret: `whsec_${Buffer.from('a secret of a webhook at OpenAI').toString('base64')}`,
  },
}
const several: MediaUnderTest = {
  name: 'openai',
  request: imageRequest('gpt-image-2', { count: 2 }),
  fixtures: new URL('__fixtures__/images/', import.meta.url),
  key,
  create: ({ baseUrl }) => createOpenAIMedia({ apiKey: key, baseUrl: `${baseUrl}/v1` }),
  routes: { create: /^POST \/v1\/images\/generations$/ },
  outputs: { count: 2, mimeType: 'image/png' },
  failures,
}
const ownServer: MediaUnderTest = {
  name: 'openai-compatible',
  request: imageRequest('sdxl-turbo', { references: [inputImage()] }),
  fixtures: new URL('../openai-compatible/__fixtures__/images/', import.meta.url),
  key,
  create: ({ baseUrl }) =>
    createOpenAICompatibleImages({
      baseUrl: `${baseUrl}/v1/`,
      apiKey: key,
      ownModels: [describeOwnImageModel('sdxl-turbo', 900)],
    }),
  routes: { create: /^POST \/v1\/images\/edits$/ },
  outputs: { count: 1, mimeType: 'image/png' },
  failures,
}
describeMediaProvider(background)
describeMediaProvider(several)
describeMediaProvider(ownServer)

/** What a request looked like at the server, and what came of it. */
async function seen(under: MediaUnderTest, request: MediaRequest) {
  await using harness = await openMedia(under)
  const started = await harness.provider.start(request, startOptions())
  const [sent] = harness.server.requests
  return { line: sent?.line, headers: sent?.headers, text: sent?.bytes?.toString('latin1') ?? '', started }
}

describe('what is asked of OpenAI', () => {
  test('one picture is drawn in the background, by the tool and once, and names our submission', async () => {
    const { text, headers } = await seen(background, background.request)
    expect(headers?.authorization).toBe(`Bearer ${key}`)
    expect(JSON.parse(text)).toMatchObject({
      model: 'gpt-6-luna',
      background: true,
      store: true,
      tools: [{ type: 'image_generation', model: 'gpt-image-2', size: '1536x864', quality: 'medium', action: 'edit' }],
      tool_choice: { type: 'image_generation' },
      max_tool_calls: 1,
      max_output_tokens: 8_192,
      metadata: { submission: submissionId },
      input: [
        {
          content: [
            { type: 'input_text', text: promptCanary },
            { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,iVBOR/) as string },
          ],
        },
      ],
    })
  })

  test('several pictures, or `images`, are one request of the Images API', async () => {
    const { text } = await seen(
      several,
      imageRequest('gpt-image-2', { count: 3, quality: 'draft', aspectRatio: '1:1' }),
    )
    expect(JSON.parse(text)).toEqual({
      model: 'gpt-image-2',
      prompt: promptCanary,
      n: 3,
      size: '1024x1024',
      quality: 'low',
      output_format: 'png',
    })
    const via = {
      ...several,
      create: (at: { baseUrl: string }) =>
        createOpenAIMedia({ apiKey: key, baseUrl: `${at.baseUrl}/v1`, via: 'images' }),
    }
    expect((await seen(via, imageRequest('gpt-image-2'))).line).toBe('POST /v1/images/generations')
  })

  test('pictures to look at go along as files', async () => {
    const { line, headers, text } = await seen(
      { ...ownServer, request: ownServer.request },
      imageRequest('gpt-image-2', { references: [inputImage(), inputImage({ mimeType: 'image/webp' })] }),
    )
    expect(line).toBe('POST /v1/images/edits')
    expect(headers?.['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    for (const part of [
      'name="image[]"; filename="1.png"',
      'filename="2.webp"',
      'Content-Type: image/webp',
      'name="size"\r\n\r\n1536x864',
    ])
      expect(text).toContain(part)
  })

  test('a model that only the operator knows is asked for bytes, in words that every server knows', async () => {
    const { text } = await seen({ ...ownServer, routes: { create: /generations$/ } }, imageRequest('sdxl-turbo'))
    expect(JSON.parse(text)).toEqual({
      model: 'sdxl-turbo',
      prompt: promptCanary,
      n: 1,
      size: '1536x1024',
      response_format: 'b64_json',
    })
  })
})

describe('what it costs', () => {
  test('tokens of the picture and of the model that led the work are told apart', async () => {
    await using harness = await openMedia(background)
    const status = await harness.provider.status({ id: 'resp_0a1b2c3d' }, { signal })
    expect(status).toMatchObject({
      usage: {
        model: 'gpt-image-2',
        images: 1,
        textTokensIn: 61,
        imageTokensIn: 0,
        imageTokensOut: 1_356,
        driver: {
          model: 'gpt-6-luna-2026-09-22',
          tokensIn: 2_412,
          tokensOut: 88,
          tokensCached: 1_024,
          tokensCacheWritten: 0,
        },
      },
    })
  })

  test('a refusal after work, and a cancel before any, say whether they were billed', async () => {
    await using harness = await openMedia(background)
    const { status: route = /./ } = background.routes
    const as = async (name: string) => {
      harness.play([[route, { name }]])
      return await harness.provider.status({ id: 'resp_0a1b2c3d' }, { signal })
    }
    expect(await as('refused')).toMatchObject({ error: { details: { billed: 'yes' } }, usage: { images: 0 } })
    expect(await as('canceled')).toMatchObject({ billed: 'unknown' })
  })
})

test('work that has ended cannot be canceled, and its outcome is told instead', async () => {
  await using harness = await openMedia(background)
  const { cancel = /./ } = background.routes
  harness.play([[cancel, { name: 'bad-request', status: 400 }]])
  expect(await harness.provider.cancel?.({ id: 'resp_0a1b2c3d' }, { signal })).toMatchObject({ state: 'succeeded' })
})

test('a create that lasts longer than the work may is given up, and may have been billed', async () => {
  for (const under of [background, several]) {
    await using harness = await openMedia(under)
    if (under === background) continue
    harness.play([[under.routes.create, { delivery: 'silent' }]])
    await expect(harness.provider.start(under.request, startOptions({ deadlineMs: 60 }))).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      details: { billed: 'unknown' },
    })
    expect(harness.creates()).toBe(1)
  }
})
