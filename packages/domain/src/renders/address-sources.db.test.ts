import { readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { AppError, addMs, hourMs, minuteMs } from '@cronicl/core'
import { createOutbound, type Outbound } from '@cronicl/outbound'
import { type TestMedia, makeTestMedia } from '@cronicl/render/testing'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  type GenerationHouse,
  type HouseContext,
  openGenerationHouse,
} from '../generations/testing/open-generation-house.ts'
import { sweepPassingObjects } from '../housekeeping/sweep-passing-objects.ts'
import { prepareRender } from './prepare-render.ts'
import { type SourceServer, openSourceServer } from './testing/open-source-server.ts'
import { validateRender } from './validate-render.ts'

let house: GenerationHouse
let web: SourceServer
/** On the same machine, and not allowed: whoever arrives here has left the guarded way. */
let canary: SourceServer
let media: TestMedia
let outbound: Outbound
let clip: Buffer
beforeAll(async () => {
  house = await openGenerationHouse()
  web = await openSourceServer()
  canary = await openSourceServer()
  media = await makeTestMedia(house.context([]).mediaTools)
  outbound = createOutbound({ allow: [web.pair] })
  clip = await readFile(await media.video('clip.mp4', { widthPx: 64, heightPx: 36, seconds: 0.4 }))
})
afterAll(async () => {
  await outbound.close()
  await Promise.all([house, web, canary, media].map((one) => one[Symbol.asyncDispose]()))
})
afterEach(() => {
  web.files.clear()
  web.answered.length = 0
})

const user = async (): Promise<{ userId: string; ctx: HouseContext }> => {
  const { userId, ctx } = await house.user([])
  return { userId, ctx: { ...ctx, outbound } }
}
const video = (src: string) => ({ asset: { type: 'video', src } })
const documentOf = (...clips: object[]) =>
  ({ output: { width: 160, height: 90, fps: 25 }, tracks: [{ clips }] }) as Parameters<typeof validateRender>[1]
/** Other tests of this machine have theirs there too, for a moment. */
const expectNoScratch = () =>
  vi.waitFor(async () => {
    const names = await readdir(tmpdir())
    expect(names.filter((name) => name.startsWith('cronicl-source-'))).toEqual([])
  })
const pathOf = (index: number) => ['tracks', 0, 'clips', index, 'asset', 'src']

test('a source named by its address is fetched once, measured, and reused by the worker', async () => {
  const { userId, ctx } = await user()
  web.files.set('/clip.mp4', { bytes: clip, etag: '"1"' })
  const src = `${web.origin}/clip.mp4?token=secret`
  const document = documentOf(video(src), video(src))
  expect(await validateRender(ctx, document)).toMatchObject({ valid: true, estimate: { durationMs: 800, frames: 20 } })
  expect(web.answered).toEqual(['200 /clip.mp4?token=secret'])
  house.clock.advance(6 * hourMs)
  const prepared = await prepareRender({ ...ctx, isWorker: true }, userId, document)
  expect(web.answered).toHaveLength(1)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.issues))
  const { key } = prepared.sources.get(src) ?? { key: '' }
  await ctx.blobs.download(key, `${media.dir}/fetched`)
  expect(await readFile(`${media.dir}/fetched`)).toEqual(clip)
  await expectNoScratch()
})

test('an unchanged file is not fetched again, and a changed one is noticed', async () => {
  const { ctx } = await user()
  web.files.set('/a.mp4', { bytes: clip, etag: '"1"' })
  const document = documentOf(video(`${web.origin}/a.mp4`))
  await validateRender(ctx, document)
  await validateRender(ctx, document)
  house.clock.advance(6 * minuteMs)
  await validateRender(ctx, document)
  expect(web.answered).toEqual(['200 /a.mp4', '304 /a.mp4'])
  const longer = await media.video('longer.mp4', { widthPx: 64, heightPx: 36, seconds: 0.8 })
  web.files.set('/a.mp4', { bytes: await readFile(longer), etag: '"2"' })
  house.clock.advance(6 * minuteMs)
  expect((await validateRender(ctx, document)).estimate?.durationMs).toBe(800)
  expect(web.answered.at(-1)).toBe('200 /a.mp4')
})

test('what nobody can fetch or read is named at each place that uses it', async () => {
  const { ctx } = await user()
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const whole = sharp({ create: { width: 200, height: 200, channels: 3, background: 'red', noise } })
  const photo = await whole.jpeg().toBuffer()
  web.files.set('/cut.jpg', { bytes: photo.subarray(0, photo.length / 2) })
  web.files.set('/text.mp4', { bytes: Buffer.from('#EXTM3U\nfile:///etc/hostname\n') })
  const [dead, text, cut] = ['dead.mp4?key=secret', 'text.mp4', 'cut.jpg'].map((path) => `${web.origin}/${path}`)
  const image = { asset: { type: 'image', src: cut }, length: 1 }
  const { valid, issues } = await validateRender(
    ctx,
    documentOf(video(dead ?? ''), video(text ?? ''), image, video(dead ?? '')),
  )
  expect(valid).toBe(false)
  const refused = (path: string, why: string) => `The source ${web.origin}/${path} cannot be used: ${why}`
  const gone = refused('dead.mp4', `${web.origin} answered with status 404.`)
  expect(issues).toEqual([
    { path: pathOf(0), message: gone },
    { path: pathOf(1), message: refused('text.mp4', 'The file is no picture, video or sound that can be read.') },
    { path: pathOf(2), message: refused('cut.jpg', 'The picture is damaged and cannot be decoded.') },
    { path: pathOf(3), message: gone },
  ])
  await expectNoScratch()
})

test('captions are read from their address, and their mistakes told', async () => {
  const { ctx } = await user()
  web.files.set('/good.srt', { bytes: Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nHello\n') })
  web.files.set('/bad.srt', { bytes: Buffer.from('1\nnever --> always\nHello\n') })
  const caption = (path: string) => ({ asset: { type: 'caption', src: `${web.origin}${path}` } })
  expect(await validateRender(ctx, documentOf(caption('/good.srt')))).toMatchObject({ valid: true })
  const { issues } = await validateRender(ctx, documentOf(caption('/bad.srt')))
  expect(issues).toMatchObject([{ path: pathOf(0), message: expect.stringContaining('Line ') }])
})

test('no address leads to a private place: nothing arrives at the canary', async () => {
  const { ctx } = await user()
  const port = canary.pair.split(':')[1] ?? ''
  canary.files.set('/clip.mp4', { bytes: clip })
  web.files.set('/hop.mp4', { bytes: clip, location: `${canary.origin}/clip.mp4` })
  const hosts = ['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f.1', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]']
  const addresses = [
    ...hosts.flatMap((host) => [`http://${host}:${port}/clip.mp4`, `https://${host}/clip.mp4`]),
    ...['http://169.254.169.254/latest/meta-data', 'https://[fd00:ec2::254]/', `${web.origin}/hop.mp4`],
    ...['file:///etc/hostname', 'ftp://127.0.0.1/a.mp4', 'concat:/etc/hostname', 'data:video/mp4;base64,AAAA'],
    `https://user:hunter2@127.0.0.1:${port}/clip.mp4`,
  ]
  const { valid, issues } = await validateRender(ctx, documentOf(...addresses.map(video)))
  expect(valid).toBe(false)
  expect(issues.map(({ path }) => path)).toEqual(addresses.map((_, index) => pathOf(index)))
  expect(issues.map(({ message }) => message).join('\n')).not.toContain('hunter2')
  expect(canary.connections).toBe(0)
  expect(canary.answered).toEqual([])
})

test('what is too large, or too much in all, is refused', async () => {
  const { ctx } = await user()
  web.files.set('/a.mp4', { bytes: clip })
  web.files.set('/b.mp4', { bytes: clip })
  const limited = (sources: Partial<HouseContext['config']['renders']['sources']>): HouseContext => ({
    ...ctx,
    config: {
      ...ctx.config,
      renders: { ...ctx.config.renders, sources: { ...ctx.config.renders.sources, ...sources } },
    },
  })
  const document = (name: string) => documentOf(video(`${web.origin}/${name}.mp4`))
  const { issues } = await validateRender(limited({ maxBytes: clip.length - 1 }), document('a'))
  expect(issues).toMatchObject([
    { path: pathOf(0), message: expect.stringContaining(`more than ${clip.length - 1} bytes`) },
  ])
  const tight = limited({ maxHeldBytes: clip.length + 2_000 })
  expect(await validateRender(tight, document('a'))).toMatchObject({ valid: true })
  expect(await validateRender(tight, document('b'))).toMatchObject({ valid: false })
  const many = await validateRender(
    ctx,
    documentOf(...Array.from({ length: 51 }, (_, i) => video(`${web.origin}/${i}`))),
  )
  expect(many.issues).toMatchObject([{ path: pathOf(0), message: expect.stringContaining('at most 50') }])
})

test('a server that never ends is given up, and the sources after it with it', async () => {
  const { ctx } = await user()
  web.files.set('/slow.mp4', { bytes: clip, isEndless: true })
  const { sources } = ctx.config.renders
  const hurried = {
    ...ctx,
    config: { ...ctx.config, renders: { ...ctx.config.renders, sources: { ...sources, timeoutMs: 300 } } },
  }
  const slow = Array.from({ length: 6 }, (_, i) => video(`${web.origin}/slow.mp4?${i}`))
  const { issues } = await validateRender(hurried, documentOf(...slow))
  expect(issues.map(({ path }) => path)).toEqual(slow.map((_, index) => pathOf(index)))
  for (const { message } of issues) expect(message).toContain('did not answer in time')
  await expectNoScratch()
})

test('fetched sources are removed after a day, and fetched again by a film that comes later', async () => {
  const { userId, ctx } = await user()
  web.files.set('/a.mp4', { bytes: clip })
  const document = documentOf(video(`${web.origin}/a.mp4`))
  await validateRender(ctx, document)
  expect(await house.keysUnder(`private/${userId}/sources/`)).toHaveLength(2)
  const later = { ...ctx, clock: { ...ctx.clock, now: () => addMs(new Date('2100-01-01'), 0) } }
  await sweepPassingObjects(later, new AbortController().signal)
  expect(await house.keysUnder(`private/${userId}/sources/`)).toEqual([])
  expect(await prepareRender({ ...ctx, isWorker: true }, userId, document)).toMatchObject({ ok: true })
  expect(web.answered).toHaveLength(2)
})

test('a worker tries again when an address cannot be reached for now, and another user’s file is not taken', async () => {
  const { userId, ctx } = await user()
  web.files.set('/a.mp4', { bytes: clip })
  const document = documentOf(video(`${web.origin}/a.mp4`))
  await validateRender(ctx, document)
  web.files.clear()
  const other = await user()
  expect(await prepareRender(ctx, userId, document)).toMatchObject({ ok: true })
  expect(await prepareRender(other.ctx, other.userId, document)).toMatchObject({ ok: false })
  const working = prepareRender({ ...other.ctx, isWorker: true }, other.userId, document)
  await expect(working).rejects.toBeInstanceOf(AppError)
  await expect(working).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
})
