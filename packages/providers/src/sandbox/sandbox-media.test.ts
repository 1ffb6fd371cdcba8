import { AppError, manualClock } from '@cronicl/core'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { findMediaModel } from '../catalog/media-catalog.ts'
import { estimateOfMedia, priceOfMedia } from '../catalog/price-of-media.ts'
import type { InputImage, MediaRequest, Operation, OperationStatus, Output, Started } from '../media/contract.ts'
import type { Clip } from '../media/create-media-providers.ts'
import { wishOf } from '../media/wish-of.ts'
import { imageRequest, inputImage, startOptions, submissionId, videoRequest } from '../testing/media-harness.ts'
import { sandboxMediaMagic as magic } from './sandbox-magic.ts'
import { createSandboxMedia } from './sandbox-media.ts'

const { signal } = new AbortController()
const image = (more = {}) => imageRequest('sandbox-image', { quality: 'draft', ...more })
const video = (more = {}) => videoRequest('sandbox-video', { durationS: 2, ...more })

/** A sandbox whose clips are what they were asked for, and its clock. */
function openSandbox() {
  const clock = manualClock()
  const clips: Clip[] = []
  const drawClip = async (clip: Clip) => {
    clips.push(clip)
    return Buffer.from('film')
  }
  const provider = createSandboxMedia({ drawClip, clock })
  const begin = async (request: MediaRequest): Promise<Operation> => {
    const { operation } = await provider.start(request, startOptions())
    // It is stored between the two, and another process may ask.
    return JSON.parse(JSON.stringify(operation)) as Operation
  }
  const finish = async (request: MediaRequest): Promise<OperationStatus> => {
    const operation = await begin(request)
    clock.advance(30_000)
    return createSandboxMedia({ drawClip, clock }).status(operation, { signal })
  }
  return { provider, clock, clips, begin, finish }
}

function outputsOf(status: OperationStatus): Buffer[] {
  if (status.state !== 'succeeded') throw new Error(`it has ${status.state}`)
  return status.outputs.map((output: Output) => Buffer.from('bytes' in output ? output.bytes : []))
}

async function plain(background: string): Promise<InputImage> {
  const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background } })
    .png()
    .toBuffer()
  return inputImage({ read: async () => bytes, widthPx: 400, heightPx: 300 })
}

describe('pictures', () => {
  test('they take a moment, tell how far they are, and are of the shape and number that was asked for', async () => {
    const { provider, clock, begin } = openSandbox()
    const operation = await begin(image({ aspectRatio: '21:9', count: 3 }))
    clock.advance(200)
    expect(await provider.status(operation, { signal })).toEqual({
      state: 'pending',
      progress: 50,
      providerStatus: 'drawing',
    })
    clock.advance(200)
    const pictures = outputsOf(await provider.status(operation, { signal }))
    const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()))
    expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual(
      Array.from({ length: 3 }, () => ['png', 784, 336]),
    )
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(3)
  })

  test('the same request gives the same picture, another prompt, seed or negative prompt another', async () => {
    const { finish } = openSandbox()
    const draw = async (more: object) => outputsOf(await finish(image(more)))[0]?.toString('base64')
    const first = await draw({})
    expect(await draw({})).toBe(first)
    const others = [await draw({ seed: 7 }), await draw({ prompt: 'a harbour' }), await draw({ negativePrompt: 'fog' })]
    expect(new Set([first, ...others]).size).toBe(4)
  })

  test('a prompt cannot reach into the drawing', async () => {
    const { finish } = openSandbox()
    const prompts = [
      '</text><image href="file:///etc/passwd"/><text x="',
      'a & b <!-- \u0000\uD800 ]]>',
      '😀'.repeat(900),
    ]
    for (const prompt of prompts) {
      const [picture] = outputsOf(await finish(image({ prompt })))
      expect(await sharp(picture).metadata(), prompt).toMatchObject({ width: 688, height: 384 })
    }
  })

  test('pictures that it looks at can be seen in it, and give it their colour', async () => {
    const { finish } = openSandbox()
    const references = [await plain('#ff0000'), await plain('#00ff00')]
    const [picture] = outputsOf(await finish(image({ references })))
    const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)]
    expect(at(30, 30)[0]).toBeGreaterThan(240)
    expect(at(100, 30)[1]).toBeGreaterThan(240)
    const [r = 0, g = 0, b = 0] = at(400, 2)
    expect(r, 'the sky is red').toBeGreaterThan(Math.max(g, b))
  })
})

describe('films', () => {
  test('a clip goes from the first frame to the last, of the size, length and rate that was asked for', async () => {
    const { clips, finish } = openSandbox()
    const frames = { startFrame: await plain('#ff0000'), endFrame: await plain('#0000ff') }
    const status = await finish(video({ ...frames, aspectRatio: '9:16', resolution: '480p', fps: 30, seed: 5 }))
    expect(status).toMatchObject({ state: 'succeeded', outputs: [{ mimeType: 'video/mp4' }], usage: { seconds: 2 } })
    const [clip] = clips
    expect(clip).toMatchObject({ widthPx: 480, heightPx: 854, durationMs: 2_000, fps: 30, seed: 5 })
    const colors = await Promise.all([clip?.start, clip?.end].map((picture) => sharp(picture ?? undefined).stats()))
    expect(colors.map(({ dominant }) => [dominant.r > 200, dominant.b > 200])).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test('without a frame to begin with it draws one, of the film’s own size', async () => {
    const { clips, finish } = openSandbox()
    await finish(video())
    expect(clips[0]).toMatchObject({ end: null, widthPx: 1280, heightPx: 720, fps: 24 })
    expect(await sharp(clips[0]?.start).metadata()).toMatchObject({ width: 1280, height: 720 })
  })

  test('where FFmpeg is missing it is told before anything begins', () => {
    const { plan } = createSandboxMedia({ drawClip: null })
    expect(() => plan(wishOf(video()))).toThrow(
      expect.objectContaining({ code: 'PROVIDER_NOT_CONFIGURED' }) as AppError,
    )
    expect(plan(wishOf(image())).settings).toMatchObject({ quality: 'draft' })
  })
})

describe('prompts that make it fail', () => {
  const refusals = [
    ['rateLimit', 'RATE_LIMITED', 'no', 'none'],
    ['refuse', 'UPSTREAM_REFUSED', 'no', 'none'],
    ['error', 'UPSTREAM_ERROR', 'unknown', 'none'],
    ['timeout', 'UPSTREAM_TIMEOUT', 'unknown', 'unclear'],
    ['lost', 'UPSTREAM_ERROR', 'unknown', 'found'],
  ] as const
  test.each(refusals)('%s: the create fails with %s, billed: %s, and looking for it is %s', async (...row) => {
    const [kind, code, billed, outcome] = row
    const { provider } = openSandbox()
    for (const request of [image, video]) {
      const started = provider.start(request({ prompt: `a ${magic[kind]} harbour` }), startOptions())
      await expect(started).rejects.toMatchObject({ code, details: { provider: 'sandbox', billed } })
    }
    const query = {
      submissionId,
      model: 'sandbox-image',
      sentAt: new Date('2026-01-01'),
      askedAt: new Date('2026-01-01'),
      signal,
    }
    expect(await provider.find?.(query)).toMatchObject({ outcome })
  })

  test('lost: what is found again ends well', async () => {
    const { provider, clock } = openSandbox()
    await provider.start(image({ prompt: magic.lost }), startOptions()).catch(() => null)
    const found = await provider.find?.({ submissionId, model: '', sentAt: clock.now(), askedAt: clock.now(), signal })
    clock.advance(400)
    if (found?.outcome !== 'found') throw new Error('it was not found')
    expect(found.externalId).toContain(submissionId)
    expect(outputsOf(await provider.status(found.operation, { signal }))).toHaveLength(1)
  })

  const ends = [
    ['fail', { state: 'failed', error: { code: 'UPSTREAM_ERROR', details: { billed: 'yes' } } }],
    ['filter', { state: 'failed', error: { code: 'UPSTREAM_REFUSED', details: { billed: 'yes' } } }],
    ['malformed', { state: 'succeeded', outputs: [{ mimeType: 'image/png' }] }],
    ['stall', { state: 'pending', progress: 50 }],
    ['slow', { state: 'succeeded' }],
  ] as const
  test.each(ends)('%s: after half a minute the work is so', async (kind, status) => {
    expect(await openSandbox().finish(image({ prompt: magic[kind] }))).toMatchObject(status)
  })

  test('slow: it is still drawing when others are done', async () => {
    const { provider, clock, begin } = openSandbox()
    const operation = await begin(image({ prompt: magic.slow }))
    clock.advance(29_000)
    expect(await provider.status(operation, { signal })).toMatchObject({ state: 'pending', progress: 96 })
  })

  test('malformed: what it made is no picture', async () => {
    const [bytes] = outputsOf(await openSandbox().finish(image({ prompt: magic.malformed })))
    await expect(sharp(bytes).metadata()).rejects.toThrow()
  })
})

describe('cancelling', () => {
  test('work that goes on ends, costs nothing and stays canceled', async () => {
    const { provider, clock, begin } = openSandbox()
    const operation = await begin(image({ prompt: magic.stall }))
    expect(await provider.cancel?.(operation, { signal })).toMatchObject({ state: 'canceled', billed: 'no' })
    clock.advance(30_000)
    expect(await provider.status(operation, { signal })).toMatchObject({ state: 'canceled' })
  })

  test('work that is done stays done, and so does what a prompt finishes at that moment', async () => {
    const { provider, clock, begin } = openSandbox()
    const done = await begin(image())
    clock.advance(400)
    expect(await provider.cancel?.(done, { signal })).toMatchObject({ state: 'succeeded' })
    const late = await begin(image({ prompt: magic.tooLate }))
    expect(await provider.status(late, { signal })).toMatchObject({ state: 'pending' })
    expect(await provider.cancel?.(late, { signal })).toMatchObject({ state: 'succeeded' })
  })
})

test('what is done costs nothing by the catalogue, and no more than was reserved', async () => {
  const { finish } = openSandbox()
  const at = new Date('2026-11-21T12:00:00Z')
  for (const request of [image({ count: 2 }), video()]) {
    const model = findMediaModel(request.model, 'sandbox')
    const status = await finish(request)
    if (!model || status.state !== 'succeeded') throw new Error(`${request.kind} has not succeeded`)
    expect([
      priceOfMedia(status.usage, wishOf(request), model, at),
      estimateOfMedia(wishOf(request), model, at),
    ]).toEqual([0, 0])
  }
})

test('work that it does not know has failed, as a value', async () => {
  const { provider } = openSandbox()
  for (const operation of [{}, { id: 'somebody-elses' }, { kind: 'image', count: 'many' }])
    expect(await provider.status(operation, { signal })).toMatchObject({
      state: 'failed',
      error: { code: 'UPSTREAM_ERROR' },
    })
})

test('after an abort nothing begins, and the caller is given his own reason', async () => {
  const { provider } = openSandbox()
  const reason = new Error('the worker is stopping')
  const started: Promise<Started> = provider.start(image(), startOptions({ signal: AbortSignal.abort(reason) }))
  await expect(started).rejects.toBe(reason)
})
