import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { previewRender } from './preview-render.ts'
import { type RenderHouse, openRenderHouse } from './testing/open-render-house.ts'
import { validateRender } from './validate-render.ts'

let house: RenderHouse
beforeAll(async () => {
  house = await openRenderHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const output = { width: 160, height: 90, fps: 25 } as const

async function pixelOf(dataUrl: string): Promise<number[]> {
  const [head, data = ''] = dataUrl.split(',')
  expect(head).toBe('data:image/png;base64')
  return [...(await sharp(Buffer.from(data, 'base64')).resize(1, 1).removeAlpha().raw().toBuffer())]
}

test('one frame is made of the sources that are seen in it, and of no other', async () => {
  const { ctx, userId } = await house.user()
  const red = await house.asset(userId, await house.media.image('red.png', { color: '#cc0000' }))
  const blue = await house.asset(userId, await house.media.image('blue.png', { color: '#0000cc' }))
  const document = {
    output,
    tracks: [{ clips: [red, blue].map((src) => ({ asset: { type: 'image' as const, src }, length: 2 })) }],
  }
  const fetched: string[] = []
  const download: typeof ctx.blobs.download = (key, ...rest) => {
    fetched.push(key)
    return ctx.blobs.download(key, ...rest)
  }
  const blobs = Object.assign(Object.create(ctx.blobs) as typeof ctx.blobs, { download })
  const preview = await previewRender({ ...ctx, blobs }, { ...document, atS: 2.5, widthPx: 80 })
  expect(preview).toMatchObject({ widthPx: 80, heightPx: 45, frame: 62, warnings: [] })
  const [r = 255, g = 255, b = 0] = await pixelOf(preview.dataUrl)
  expect(r + g).toBeLessThan(30)
  expect(b).toBeGreaterThan(180)
  expect(fetched).toHaveLength(1)
  expect(fetched[0]).toContain(blue)
})

test('mistakes of the document are told as for a render, and nothing is drawn', async () => {
  const { ctx } = await house.user()
  const document = { output: { width: 161 }, tracks: [{ clips: [] }] } as never
  await expect(previewRender(ctx, { ...(document as object), atS: 0, widthPx: 80 })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  })
  const bare = { ...ctx, mediaTools: null }
  await expect(previewRender(bare, { atS: 0, widthPx: 80 })).rejects.toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED' })
})

test('a caller that has gone ends the work', async () => {
  const { ctx } = await house.user()
  const document = { output, tracks: [{ clips: [{ asset: { type: 'color' as const, color: '#123456' } }] }] }
  const gone = AbortSignal.abort(new Error('hung up'))
  await expect(previewRender(ctx, { ...document, atS: 0, widthPx: 80 }, gone)).rejects.toThrow('hung up')
})

test('validation tells how the film will be made, and what past renders have taught of its cost', async () => {
  const { ctx } = await house.user()
  const document = { output, tracks: [{ clips: [{ asset: { type: 'color', color: '#123456' }, length: 60 }] }] }
  const before = await validateRender(ctx, document)
  expect(before).toMatchObject({
    valid: true,
    plan: { frames: 1500, segments: 1, unique: 1, stillShare: 1, framesToEncode: 50 },
    estimate: { frames: 1500, durationMs: 60_000, costMicroUsd: 10_000, learntFrom: 0 },
  })
  const at = ctx.clock.now()
  const sample = { frames: 1, encodedFrames: 1, estimatedCpuMs: 100, cpuMs: 250, createdAt: at }
  await house.db.renderSample.createMany({ data: [1, 2, 3, 4, 5].map((n) => ({ id: `job_${n}`, ...sample })) })
  const after = await validateRender(ctx, document)
  expect(after.estimate).toMatchObject({ learntFrom: 5, costMicroUsd: 10_000 })
  expect(after.estimate?.cpuMs).toBeCloseTo((before.estimate?.cpuMs ?? 0) * 2.5, -1)
  expect(await validateRender(ctx, { tracks: 7 })).toMatchObject({ valid: false, estimate: null, plan: null })
})
