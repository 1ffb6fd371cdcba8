import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { probe } from '../ffmpeg/probe.ts'
import type { ClipInput } from '../spec/clip.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { resolveFilm } from '../testing/film-document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import type { FrameReader } from '../testing/read-frames.ts'
import { renderFilm } from '../testing/render-film.ts'
import { renderTimeline } from './render-timeline.ts'

const suite = mediaSuite()
const output = { width: 160, height: 90, fps: 25 }

type Clip = ClipInput

const filmOf = (clips: Clip[], more: Partial<RenderDocumentInput> = {}) =>
  renderFilm(suite.tools, { output, tracks: [{ clips }], ...more })

function expectHue(frame: FrameReader, [x, y]: [number, number], hue: 'red' | 'green' | 'blue' | 'black'): void {
  const { r, g, b } = frame(x, y)
  const expected = { red: [r, g, b], green: [g, r, b], blue: [b, r, g], black: [255, r, Math.max(g, b)] }[hue] as [
    number,
    number,
    number,
  ]
  expect(expected[0], `(${x}, ${y}) is ${[r, g, b]}`).toBeGreaterThan(120)
  expect(Math.max(expected[1], expected[2]), `(${x}, ${y}) is ${[r, g, b]}`).toBeLessThan(70)
}

test('a phone’s rotated video stands upright', async () => {
  const { tools, media } = suite
  // Left red, right blue; turned a quarter clockwise, red is at the top.
  const lying = await media.video('lying.mp4', {
    widthPx: 64,
    heightPx: 36,
    color: 'red',
    seconds: 1,
    filters: 'drawbox=x=32:w=32:h=36:c=blue:t=fill',
  })
  const rotated = await media.ffmpeg('rotated.mp4', ['-i', lying, '-c', 'copy', '-metadata:s:v:0', 'rotate=-90'])
  expect((await probe(tools, rotated)).video).toMatchObject({ widthPx: 36, heightPx: 64, rotation: 90 })
  await using film = await filmOf([{ asset: { type: 'video', src: rotated }, fit: 'fill' }])
  const frame = await film.frame(12)
  expectHue(frame, [0.5, 0.2], 'red')
  expectHue(frame, [0.5, 0.8], 'blue')
  expect((await film.sound()).level(0, 1)).toBe(0)
})

test.each([
  [1, { left: 'red', right: 'blue' }],
  [3, { left: 'blue', right: 'red' }],
  [6, { top: 'red', bottom: 'blue' }],
  [8, { top: 'blue', bottom: 'red' }],
] as const)('a photograph with EXIF orientation %i stands upright', async (orientation, hues) => {
  const { tools, media } = suite
  const src = await media.image(`exif${orientation}.jpg`, {
    widthPx: 64,
    heightPx: 36,
    color: '#cc0000',
    rightColor: '#0000cc',
    orientation,
  })
  const upright = orientation > 4 ? { widthPx: 36, heightPx: 64 } : { widthPx: 64, heightPx: 36 }
  expect((await probe(tools, src)).video).toMatchObject({ ...upright, isStill: true })
  await using film = await filmOf([{ asset: { type: 'image', src }, fit: 'fill', length: 0.4 }])
  const frame = await film.frame(5)
  const places = { left: [0.2, 0.5], right: [0.8, 0.5], top: [0.5, 0.2], bottom: [0.5, 0.8] } as const
  for (const [place, hue] of Object.entries(hues)) expectHue(frame, [...places[place as keyof typeof places]], hue)
})

test('transparent pictures let through what is under them, also in a video', async () => {
  const { media } = suite
  const png = await media.image('alpha.png', { widthPx: 64, heightPx: 36, color: '#00000000', rightColor: '#0000ccff' })
  const webm = await media.ffmpeg('alpha.webm', [
    ...[
      '-f',
      'lavfi',
      '-i',
      'color=c=blue:s=64x36:r=25:d=1,format=yuva420p,geq=lum=lum(X\\,Y):cb=cb(X\\,Y):cr=cr(X\\,Y):a=255*gt(X\\,32)',
    ],
    ...['-c:v', 'libvpx', '-auto-alt-ref', '0', '-deadline', 'realtime'],
  ])
  const assets: Clip[] = [
    { asset: { type: 'image', src: png }, fit: 'fill', length: 1 },
    { asset: { type: 'video', src: webm }, fit: 'fill', length: 1 },
  ]
  await using film = await filmOf(assets, { background: '#cc0000' })
  for (const index of [12, 37]) {
    const frame = await film.frame(index)
    expectHue(frame, [0.2, 0.5], 'red')
    expectHue(frame, [0.8, 0.5], 'blue')
  }
})

test('odd sizes, variable frame rate and a mono sound of 22 kHz become an ordinary film', async () => {
  const { media } = suite
  const odd = await media.ffmpeg('odd.mkv', [
    ...[
      '-f',
      'lavfi',
      '-i',
      "testsrc2=s=65x37:r=30:d=3,select='lt(n,20)+gt(n,70)'",
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=480:sample_rate=22050:d=3',
    ],
    ...['-fps_mode', 'vfr', '-ac', '1', '-c:v', 'ffv1', '-pix_fmt', 'yuv444p'],
  ])
  await using film = await filmOf([{ asset: { type: 'video', src: odd } }])
  expect(film.facts.video?.frameCount).toBe(75)
  expect(await film.samples()).toBe(3 * 48_000)
  expect((await film.sound()).level(0.5, 2.5)).toBeCloseTo(0.125 / Math.SQRT2, 2)
  expect(await film.complaints()).toBe('')
})

test('a source shorter than its clip holds its last picture and falls silent', async () => {
  const { media } = suite
  const src = await media.video('short.mp4', {
    color: 'red',
    seconds: 1,
    toneHz: 480,
    args: ['-vf', "drawbox=c=blue:t=fill:enable='gt(t,0.9)'"],
  })
  await using film = await filmOf([{ asset: { type: 'video', src, volume: 0.5 }, length: 2, trim: 0.2, volume: 0.5 }])
  expect(film.warnings).toEqual(['The source is shorter than the clip: its last picture is held.'])
  expectHue(await film.frame(10), [0.5, 0.5], 'red')
  for (const index of [22, 49]) expectHue(await film.frame(index), [0.5, 0.5], 'blue')
  const sound = await film.sound()
  expect(sound.level(0.2, 0.6)).toBeCloseTo((0.125 / Math.SQRT2) * 0.25, 2)
  expect(sound.level(1, 1.9)).toBeLessThan(0.001)
})

test('an animated GIF plays over and over', async () => {
  const { tools, media } = suite
  const src = await media.ffmpeg('blink.gif', [
    '-f',
    'lavfi',
    '-i',
    "color=c=red:s=32x18:r=10:d=0.4,drawbox=c=blue:t=fill:enable='gte(t,0.2)'",
  ])
  expect(await probe(tools, src)).toMatchObject({
    kind: 'image',
    durationMs: 400,
    video: { isStill: false, frameCount: 4 },
  })
  await using film = await filmOf([{ asset: { type: 'image', src }, fit: 'fill', length: 2 }])
  for (const index of [2, 12, 42]) expectHue(await film.frame(index), [0.5, 0.5], 'red')
  for (const index of [7, 17, 47]) expectHue(await film.frame(index), [0.5, 0.5], 'blue')
})

test('emoji, Arabic, markup and filter syntax are drawn as they are written', async () => {
  const text = "😀 مرحبا بالعالم <b>&amp;</b> [in]drawtext=text='x':y=1;\\%{pts}\n\u05e9\u05dc\u05d5\u05dd"
  const asset = {
    type: 'text' as const,
    text,
    fontSize: 11,
    color: '#00cc00',
    fontFamily: 'Nowhere Sans',
    background: '#cc000080',
    padding: 4,
  }
  await using film = await filmOf([{ asset, length: 0.4, position: 'bottom' }])
  expect(film.warnings).toEqual(['The font "Nowhere Sans" is not installed; DejaVu Sans is used.'])
  const frame = await film.frame(5)
  const cells = Array.from({ length: 160 * 90 }, (_, i) => frame((i % 160) / 160, Math.floor(i / 160) / 90))
  expect(cells.filter(({ r, g, b }) => g > r + 15 && g > b + 30).length).toBeGreaterThan(100)
  // The face of the emoji is yellow, whatever the colour of the text.
  expect(cells.filter(({ r, g, b }) => r > 180 && g > 130 && b < 120).length).toBeGreaterThan(10)
  // The half-transparent box stands at the bottom, and ends above it.
  expect(frame(0.5, 0.98).r).toBeGreaterThan(80)
  expect(frame(0.5, 0.02).r).toBeLessThan(20)
})

test('colours of an HDR video are brought into the range of the film', async () => {
  const { tools, media } = suite
  const src = await media.ffmpeg('hdr.mp4', [
    ...[
      '-f',
      'lavfi',
      '-i',
      'color=c=0xc0c0c0:s=64x36:r=25:d=0.4,format=yuv420p10le',
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=none',
    ],
    ...['-colorspace', 'bt2020nc', '-color_trc', 'smpte2084', '-color_primaries', 'bt2020', '-tag:v', 'hvc1'],
  ])
  expect((await probe(tools, src)).video).toMatchObject({ colorTransfer: 'smpte2084', colorMatrix: 'bt2020nc' })
  await using film = await filmOf([{ asset: { type: 'video', src } }])
  const { r, g, b } = (await film.frame(5))(0.5, 0.5)
  expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(12)
  // Three quarters of PQ are a thousand candelas: almost white, where the bare number would be a light grey.
  expect(g).toBeGreaterThan(215)
  expect(g).toBeLessThan(250)
})

test('a damaged photograph fails by the clip that shows it, and leaves nothing behind', async () => {
  const { tools, media } = suite
  const whole = await sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: '#123456',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer()
  const src = join(media.dir, 'cut.jpg')
  await writeFile(src, whole.subarray(0, whole.length / 2))
  const clips: Clip[] = [
    { asset: { type: 'color', color: '#000000' }, length: 1 },
    { asset: { type: 'image', src }, length: 1 },
  ]
  const { timeline, files } = await resolveFilm(tools, { output, tracks: [{ clips }] })
  const workDir = join(media.dir, 'work')
  const signal = new AbortController().signal
  const failing = renderTimeline({ timeline, files, workDir, tools, signal, onProgress: () => {} })
  await expect(failing).rejects.toMatchObject({
    code: 'UNSUPPORTED_MEDIA',
    details: { path: ['tracks', 0, 'clips', 1] },
  })
  expect(await readdir(workDir)).toEqual([])
})

test('a video of full range keeps its greys', async () => {
  const { media } = suite
  const src = await media.ffmpeg('full.mp4', [
    ...['-f', 'lavfi', '-i', 'color=c=0x303030:s=64x36:r=25:d=0.4', '-vf', 'scale=out_range=pc,format=yuvj420p'],
    ...['-color_range', 'pc', '-c:v', 'libx264'],
  ])
  await using film = await filmOf([{ asset: { type: 'video', src } }])
  expect(Math.abs((await film.frame(5))(0.5, 0.5).g - 0x30)).toBeLessThanOrEqual(4)
})
