import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
import type { MediaRecording } from '../testing/media-server.ts'
import { createGeminiMedia } from './gemini-media.ts'
import { createGeminiVideo } from './gemini-video.ts'

const key = 'AIza_ours_4f1c'
const under = {
  name: 'gemini',
  request: videoRequest('gemini-omni-1.1-flash', { startFrame: inputImage() }),
  fixtures: new URL('__fixtures__/video/', import.meta.url),
  key,
  create: ({ baseUrl, webhookSecret }: { baseUrl: string; webhookSecret: string }) =>
    createGeminiVideo({ apiKey: key, baseUrl, webhookSecret }),
  routes: {
    create: /^POST \/v1\/interactions$/,
    status: /^GET \/v1\/interactions\/[\w-]+\?stream=false$/,
    cancel: /^POST \/v1\/interactions\/[\w-]+\/cancel$/,
  },
  outputs: { count: 1, mimeType: 'video/mp4' },
  failures: [
    {
      name: 'rate-limit',
      status: 429,
      code: 'RATE_LIMITED',
      billed: 'no',
      headers: { 'retry-after': '30' },
      details: { retryAfterS: 30 },
    },
    { name: 'no-credit', status: 429, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'bad-key', status: 400, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'forbidden', status: 403, code: 'PROVIDER_NOT_CONFIGURED', billed: 'no' },
    { name: 'no-model', status: 404, code: 'MODEL_RETIRED', billed: 'no' },
    { name: 'bad-request', status: 400, code: 'UPSTREAM_ERROR', billed: 'no' },
    { name: 'policy', status: 400, code: 'UPSTREAM_REFUSED', billed: 'no' },
    { name: 'server-error', status: 500, code: 'UPSTREAM_ERROR', billed: 'unknown' },
    { name: 'server-error', status: 503, code: 'UPSTREAM_ERROR', billed: 'unknown' },
  ],
  webhook: {
    submissionId,
    externalId: 'v1_ChdkN3hLYWVtSEU2YjZ4czBQd05fU2lBURIXZDd4S2FlbUhFNmI2eHMwUHdOX1NpQVE',
    secret: `whsec_${Buffer.from('a secret of Google, of 32 bytes!').toString('base64')}`,
  },
} as const

describeMediaProvider(under)

describe('films of Gemini', () => {
  let harness: MediaHarness
  beforeAll(async () => {
    harness = await openMedia(under)
  })
  afterAll(async () => await harness[Symbol.asyncDispose]())
  beforeEach(() => harness.play())
  const { signal } = new AbortController()
  const sent = (): unknown => JSON.parse(harness.server.requests[0]?.bytes?.toString() ?? 'null')
  const statusAs = async (recording: MediaRecording): Promise<OperationStatus> => {
    harness.play([[under.routes.status, recording]])
    return await harness.provider.status({ id: 'v1_abc' }, { signal })
  }
  const fileAt = (uri: string) => {
    const content = [{ type: 'video', mime_type: 'video/mp4', uri }]
    return { body: JSON.stringify({ id: 'v1_abc', status: 'completed', steps: [{ type: 'model_output', content }] }) }
  }

  test('an interaction runs in the background, is kept, and repeats our submission to the webhook of the project', async () => {
    await harness.provider.start(under.request, startOptions())
    expect(harness.server.requests[0]?.headers['x-goog-api-key']).toBe(key)
    expect(sent()).toEqual({
      model: 'gemini-omni-1.1-flash',
      input: [
        { type: 'image', mime_type: 'image/png', data: expect.stringMatching(/^iVBOR/) as string },
        { type: 'text', text: promptCanary },
      ],
      background: true,
      store: true,
      response_format: { type: 'video', delivery: 'uri', aspect_ratio: '16:9', resolution: '720p', duration: '4s' },
      generation_config: { video_config: { task: 'image_to_video' } },
      webhook_config: { user_metadata: { submissionId } },
    })
    expect(JSON.stringify(sent())).not.toContain(linkCanary)
  })

  test('from words alone, and where no webhook could be read, none is asked for', async () => {
    const request = videoRequest('gemini-omni-1.1-flash')
    await harness.provider.start(request, startOptions({ webhookUrl: null }))
    expect(sent()).toMatchObject({
      input: [{ type: 'text', text: promptCanary }],
      generation_config: { video_config: { task: 'text_to_video' } },
    })
    expect(sent()).not.toHaveProperty('webhook_config')
    harness.play()
    const deaf = createGeminiVideo({ apiKey: key, baseUrl: harness.server.url })
    expect(deaf.readWebhook).toBeNull()
    await deaf.start(request, startOptions())
    expect(sent()).not.toHaveProperty('webhook_config')
  })

  test('a film that lies at Google is fetched with the key, which goes nowhere else', async () => {
    const file = /^GET \/v1beta\/files\/abc:download\?alt=media$/
    const uri = `${harness.server.url}/v1beta/files/abc:download?alt=media`
    harness.play([
      [under.routes.status, fileAt(uri)],
      [file, { body: 'the bytes of a film' }],
    ])
    const status = await harness.provider.status({ id: 'v1_abc' }, { signal })
    expect(status).toMatchObject({ state: 'succeeded', outputs: [{ mimeType: 'video/mp4' }] })
    expect(status).toHaveProperty('outputs.0.bytes', new Uint8Array(Buffer.from('the bytes of a film')))
    expect(harness.server.requests[1]?.headers['x-goog-api-key']).toBe(key)
    await using elsewhere = await openMedia(under)
    for (const strange of [`${elsewhere.server.url}/v1beta/files/abc:download`, 'gs://bucket/film.mp4', 'film']) {
      const failed = { state: 'failed', error: { details: { billed: 'yes' } } }
      expect(await statusAs(fileAt(strange)), strange).toMatchObject(failed)
    }
    expect(elsewhere.server.requests).toEqual([])
  })

  test('a film that is gone is a failure that was paid; one that cannot be had at the moment is asked for again', async () => {
    const uri = `${harness.server.url}/v1beta/files/abc:download?alt=media`
    const having = async (file: MediaRecording) => {
      harness.play([
        [under.routes.status, fileAt(uri)],
        [/files\/abc/, file],
      ])
      return await harness.provider.status({ id: 'v1_abc' }, { signal })
    }
    for (const gone of [{ status: 404, body: '{}' }, { status: 410, body: '{}' }, { body: '' }])
      expect(await having(gone)).toMatchObject({ state: 'failed', error: { details: { billed: 'yes' } } })
    for (const broken of [
      { status: 403, body: '{}' },
      { status: 503, body: '{}' },
      { body: 'half a film', delivery: 'cut' },
    ] satisfies MediaRecording[])
      await expect(having(broken)).rejects.toMatchObject({ details: { billed: 'unknown' } })
  })

  test('usage is told by what it was: the film, words, pictures', async () => {
    expect(await statusAs({ name: 'done' })).toMatchObject({
      usage: {
        model: 'gemini-omni-1.1-flash',
        textTokensIn: 52,
        imageTokensIn: 0,
        cachedTokensIn: 0,
        textTokensOut: 36,
        videoTokensOut: 23_168,
      },
    })
  })

  test('a filter refuses with words, or with a code; tokens of a film that nobody finds were paid', async () => {
    for (const name of ['refused', 'refused-input'])
      expect(await statusAs({ name })).toMatchObject({ state: 'failed', error: { code: 'UPSTREAM_REFUSED' } })
    expect(await statusAs({ name: 'unseen' })).toMatchObject({
      error: { code: 'UPSTREAM_ERROR', details: { billed: 'yes' } },
      usage: { videoTokensOut: 23_168 },
    })
  })

  test('a name that Google does not know is work that it does not have', async () => {
    expect(await statusAs({ name: 'unknown-name', status: 400 })).toMatchObject({
      state: 'failed',
      error: { details: { billed: 'unknown' } },
    })
    await expect(statusAs({ name: 'bad-request', status: 400 })).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  })

  test('pictures and films are one provider', async () => {
    const media = createGeminiMedia({ apiKey: key, baseUrl: harness.server.url })
    expect(media.plan({ ...imageRequest('gemini-3.1-flash-image'), references: 0 }).settings).toHaveProperty(
      'imageSize',
    )
    await media.start(under.request, startOptions())
    expect(harness.server.requests[0]?.line).toBe('POST /v1/interactions')
    harness.play([[/generateContent$/, { body: '{}' }]])
    await expect(media.start(imageRequest('gemini-3.1-flash-image'), startOptions())).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
    })
    expect(harness.server.requests[0]?.line).toMatch(/generateContent$/)
  })
})
