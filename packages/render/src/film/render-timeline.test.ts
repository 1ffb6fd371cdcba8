import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { FrameReader } from '../testing/read-frames.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()
const small = { width: 160, height: 90 }

type Rgb = [number, number, number]
const red: Rgb = [0xcc, 0, 0]
const blue: Rgb = [0, 0, 0xcc]
const green: Rgb = [0, 0xaa, 0]

/** Whether a pixel has about this colour: H.264 halves the colours' resolution and rounds. */
function expectColor(frame: FrameReader, [x, y]: [number, number], [r, g, b]: Rgb): void {
  const seen = frame(x, y)
  const far = Math.max(Math.abs(seen.r - r), Math.abs(seen.g - g), Math.abs(seen.b - b))
  expect(far, `(${x}, ${y}) is ${JSON.stringify(seen)}, not ${[r, g, b]}`).toBeLessThanOrEqual(12)
}

test('a film is as long as the song that decides it, to the frame and the sample, and decodes without a word', async () => {
  const { tools, media } = suite
  const photo = await media.image('photo.jpg', { color: '#3366cc' })
  const song = await media.audio('song.mp3', { seconds: 3.3 })
  await using film = await renderFilm(tools, {
    output: { ...small, fps: 29.97 },
    tracks: [
      { clips: [{ asset: { type: 'image', src: photo }, length: 20 }] },
      { clips: [{ asset: { type: 'audio', src: song } }], parentDurationDecider: true },
    ],
  })
  const songFrames = (3.3 * 30_000) / 1001
  expect(Math.abs(film.timeline.frames - songFrames)).toBeLessThanOrEqual(1.5)
  expect(film.facts.video).toMatchObject({
    codec: 'h264',
    pixelFormat: 'yuv420p',
    fps: { num: 30_000, den: 1001 },
    colorMatrix: 'bt709',
  })
  expect(film.facts.video?.frameCount).toBe(film.timeline.frames)
  expect(film.facts.audio).toEqual({ codec: 'aac', sampleRateHz: 48_000, channels: 2 })
  expect(film.facts.durationMs).toBe(Math.round((film.timeline.frames * 1001) / 30))
  expect(await film.samples()).toBe(film.timeline.samples)
  expect(await film.complaints()).toBe('')
  expectColor(await film.frame(50), [0.5, 0.5], [0x33, 0x66, 0xcc])
  expect(await sharp(film.posterPath).metadata()).toMatchObject({ format: 'jpeg', width: 160, height: 90 })
  expect(await readdir(dirname(film.filmPath))).toEqual(['film.mp4', 'poster.jpg'])
})

test('parts of a film join without a seam: every frame follows the one before by exactly one', async () => {
  const { tools, media } = suite
  const clips = await Promise.all(
    ['#aa0000', '#00aa00', '#0000aa', '#aaaa00', '#00aaaa', '#aa00aa'].map(async (color, i) => ({
      asset: { type: 'image' as const, src: await media.image(`part${i}.png`, { color }) },
      length: 1.1,
      motion: { type: 'zoomIn' as const },
    })),
  )
  const document = { output: { ...small, fps: 23.976 }, tracks: [{ clips }] }
  await using film = await renderFilm(tools, document)
  const packets = (await film.packets()).map((line) => line.split(',').map((part) => part.trim()))
  const times = packets.filter(([stream]) => stream === '0').map(([, , pts]) => Number(pts))
  expect(times.sort((a, b) => a - b)).toEqual(Array.from({ length: film.timeline.frames }, (_, i) => i * 1001))
  expect(await film.complaints()).toBe('')
  // The first and the last frame of every clip, around each cut.
  for (const clip of film.timeline.pictures) {
    const color =
      ['#aa0000', '#00aa00', '#0000aa', '#aaaa00', '#00aaaa', '#aa00aa'][film.timeline.pictures.indexOf(clip)] ?? ''
    const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as Rgb
    expectColor(await film.frame(clip.startFrame), [0.5, 0.5], rgb)
    expectColor(await film.frame(clip.startFrame + clip.frames - 1), [0.5, 0.5], rgb)
  }
  await using again = await renderFilm(tools, document)
  expect(await again.packets()).toEqual(await film.packets())
})

test('fits and positions put each colour where it belongs', async () => {
  const { tools, media } = suite
  // Left half red, right half blue, twice as wide as high.
  const src = await media.image('wide.png', { widthPx: 200, heightPx: 100, color: '#cc0000', rightColor: '#0000cc' })
  const square = { type: 'image' as const, src }
  const at = (second: number, clip: object) => ({ asset: square, start: second, length: 1, ...clip })
  await using film = await renderFilm(tools, {
    output: { width: 100, height: 100, fps: 12 },
    background: '#00aa00',
    tracks: [
      {
        clips: [
          at(0, { fit: 'contain' }),
          at(1, { fit: 'cover' }),
          at(2, { fit: 'fill', scale: 0.5, position: 'bottom-right' }),
          at(3, { fit: 'none', position: 'left' }),
          at(4, { fit: 'contain-blur' }),
          at(5, { fit: 'contain', scale: 0.5, position: 'top', offset: { x: 0.25, y: 0.5 } }),
        ],
      },
    ],
  })
  const frame = (second: number) => film.frame(second * 12 + 6)
  const contain = await frame(0)
  expectColor(contain, [0.25, 0.5], red)
  expectColor(contain, [0.75, 0.5], blue)
  for (const y of [0.1, 0.9]) expectColor(contain, [0.5, y], green)
  const cover = await frame(1)
  for (const y of [0.05, 0.95]) expectColor(cover, [0.1, y], red)
  for (const y of [0.05, 0.95]) expectColor(cover, [0.9, y], blue)
  const fill = await frame(2)
  expectColor(fill, [0.55, 0.95], red)
  expectColor(fill, [0.95, 0.55], blue)
  expectColor(fill, [0.45, 0.45], green)
  const none = await frame(3)
  for (const x of [0.05, 0.95]) expectColor(none, [x, 0.5], red)
  const blur = await frame(4)
  expectColor(blur, [0.25, 0.5], red)
  const behind = blur(0.05, 0.05)
  expect(behind.r).toBeGreaterThan(80)
  expect(behind.r).toBeLessThan(170)
  expect(behind.g).toBeLessThan(40)
  const shifted = await frame(5)
  expectColor(shifted, [0.6, 0.62], red)
  expectColor(shifted, [0.9, 0.62], blue)
  expectColor(shifted, [0.3, 0.62], green)
})

test('tracks lie over each other, fades and opacity let through what is under them', async () => {
  const { tools } = suite
  const area = (color: string, clip: object) => ({
    clips: [{ asset: { type: 'color' as const, color }, length: 2, ...clip }],
  })
  await using film = await renderFilm(tools, {
    output: { ...small, fps: 20 },
    background: '#000000',
    duration: 2,
    tracks: [
      area('#ff0000', {}),
      area('#00ff00', { scale: 0.5, position: 'left', opacity: 0.5 }),
      area('#0000ff', { scale: 0.5, position: 'right', fadeIn: 1, fadeOut: 0.5 }),
    ],
  })
  const start = await film.frame(0)
  expectColor(start, [0.25, 0.5], [128, 128, 0])
  expectColor(start, [0.75, 0.5], [255, 0, 0])
  expectColor(start, [0.5, 0.1], [255, 0, 0])
  expectColor(await film.frame(10), [0.75, 0.5], [128, 0, 128])
  expectColor(await film.frame(25), [0.75, 0.5], [0, 0, 255])
  expectColor(await film.frame(35), [0.75, 0.5], [128, 0, 128])
  expect(await film.samples()).toBe(96_000)
  expect((await film.sound()).level(0, 2)).toBe(0)
})

test('a camera moves without a jump: an edge travels the same way in every frame', async () => {
  const { tools, media } = suite
  const src = await media.image('edge.png', { widthPx: 640, heightPx: 360, color: '#000000', rightColor: '#ffffff' })
  const asset = { type: 'image' as const, src }
  const motion = { type: 'kenBurns' as const, from: { x: 0.5, scale: 1.25 }, to: { x: 0.54, scale: 1.25 } }
  await using film = await renderFilm(tools, {
    output: { ...small, fps: 25, quality: 'high' },
    tracks: [{ clips: [{ asset, motion, length: 1 }] }],
  })
  const edges = await Promise.all(
    [0, 4, 8, 12, 16, 20, 24].map(async (index) => {
      const frame = await film.frame(index)
      // The brightness of a row tells where between two pixels the edge lies.
      return Array.from({ length: 160 }, (_, x) => 1 - frame((x + 0.5) / 160, 0.5).g / 255).reduce(
        (sum, dark) => sum + dark,
        0,
      )
    }),
  )
  // It stands in the middle at first, and a twentieth of the film further left at last.
  expect(Math.abs((edges.at(0) ?? 0) - 80)).toBeLessThan(0.25)
  expect(Math.abs((edges.at(-1) ?? 0) - 72)).toBeLessThan(0.25)
  const steps = edges.slice(1).map((edge, i) => (edges[i] ?? 0) - edge)
  for (const step of steps) expect(step).toBeCloseTo(8 / 6, 0)
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.3)
})

test('sounds add up at their own loudness, delayed, trimmed and faded to the sample', async () => {
  const { tools, media } = suite
  const tone = await media.audio('tone.wav', { seconds: 3, toneHz: 480 })
  const mono = await media.audio('mono.wav', { seconds: 3, toneHz: 480, sampleRateHz: 22_050, channels: 1 })
  const asset = { type: 'audio' as const, src: tone }
  await using film = await renderFilm(tools, {
    output: { ...small, fps: 25 },
    duration: 4,
    tracks: [
      {
        clips: [
          { asset, start: 1, length: 1 },
          { asset, volume: 4, length: 1 },
        ],
      },
      { clips: [{ asset: { type: 'audio', src: mono }, start: 3, length: 1, fadeIn: 0.5 }] },
      { clips: [{ asset: { type: 'color', color: '#112233' }, length: 'end' }] },
    ],
  })
  const sound = await film.sound()
  // FFmpeg's sine has an amplitude of an eighth.
  const own = 0.125 / Math.SQRT2
  expect(await film.samples()).toBe(4 * 48_000)
  expect(sound.level(0.1, 0.95)).toBeLessThan(0.001)
  expect(sound.level(1.1, 1.9)).toBeCloseTo(own, 2)
  expect(sound.level(2.1, 2.9)).toBeCloseTo(4 * own, 2)
  expect(sound.level(3.6, 3.9)).toBeCloseTo(own, 2)
  expect(sound.level(3.2, 3.3)).toBeCloseTo(own / 2, 2)
})

test('sound stays with its picture, wherever a clip begins in its source and in the film', async () => {
  const { tools, media } = suite
  // Black and silent until it is a second old, then white and loud.
  const src = await media.ffmpeg('clap.mp4', [
    ...['-f', 'lavfi', '-i', "color=c=black:s=64x36:r=30:d=3,drawbox=c=white:t=fill:enable='gte(t,1)'"],
    ...[
      '-f',
      'lavfi',
      '-i',
      "sine=frequency=1000:sample_rate=44100:d=3,volume='gte(t,1)':eval=frame",
      '-c:v',
      'libx264',
      '-g',
      '300',
    ],
  ])
  const asset = { type: 'video' as const, src }
  await using film = await renderFilm(tools, {
    output: { ...small, fps: 25 },
    tracks: [
      {
        clips: [
          { asset, start: 0.52, trim: 0.37, length: 1.6 },
          { asset, trim: 0.5, speed: 0.5, length: 2 },
        ],
      },
    ],
  })
  const sound = await film.sound()
  for (const [fromS, expectedS] of [
    [0.6, 0.52 + 0.63],
    [2.2, 2.12 + 1],
  ] as const) {
    const first = Math.floor(fromS * 25)
    const bright = await Promise.all(
      Array.from({ length: 35 }, async (_, i) => (await film.frame(first + i))(0.5, 0.5).g > 128),
    )
    const pictureS = (first + bright.indexOf(true)) / 25
    const onset =
      Array.from({ length: 150 }, (_, i) => fromS + i / 100).find((at) => sound.level(at, at + 0.01) > 0.03) ?? 0
    expect(Math.abs(pictureS - expectedS)).toBeLessThanOrEqual(0.04)
    expect(Math.abs(onset - expectedS)).toBeLessThanOrEqual(0.04)
  }
})
