import { expect, test } from 'vitest'
import type { ClipInput } from '../spec/clip.ts'
import type { Effect } from '../spec/effects.ts'
import { expectHues } from '../testing/hues.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()

const filmOf = (clips: ClipInput[]) =>
  renderFilm(suite.tools, { output: { width: 160, height: 80, fps: 20 }, tracks: [{ clips }] })

const alterations: [string, Effect, (before: number[], after: number[]) => boolean][] = [
  [
    'grayscale',
    { type: 'grayscale', amount: 1 },
    (_, [r = 0, g = 0, b = 0]) => Math.max(r, g, b) - Math.min(r, g, b) < 8,
  ],
  ['sepia', { type: 'sepia', amount: 1 }, (_, [r = 0, g = 0, b = 0]) => r > g + 8 && g > b + 8],
  [
    'brightness',
    { type: 'brightness', amount: 0.5 },
    (before, after) => after.every((v, i) => Math.abs(v - (before[i] ?? 0) / 2) < 10),
  ],
  ['contrast', { type: 'contrast', amount: 0 }, (_, after) => after.every((v) => Math.abs(v - 127) < 10)],
  [
    'saturation',
    { type: 'saturation', amount: 0 },
    (_, [r = 0, g = 0, b = 0]) => Math.abs(r - g) + Math.abs(g - b) < 12,
  ],
  ['hue', { type: 'hue', degrees: 180 }, ([r0 = 0, , b0 = 0], [r = 0, , b = 0]) => r0 < b0 && r > b],
  ['vignette', { type: 'vignette', amount: 1 }, (before, after) => after.every((v, i) => v < (before[i] ?? 0))],
]

test('effects alter a video, an opaque and a half transparent picture alike', async () => {
  const { media } = suite
  const photo = await media.image('plain.png', { widthPx: 160, heightPx: 80, color: '#4060a0' })
  const glass = await media.image('glass.png', { widthPx: 160, heightPx: 80, color: '#4060a080' })
  const video = await media.ffmpeg('plain.mp4', [
    ...['-loop', '1', '-i', photo, '-t', '1', '-vf', 'scale=out_color_matrix=bt709', '-colorspace', 'bt709'],
    ...['-pix_fmt', 'yuv420p'],
  ])
  const clips = alterations.flatMap(([, effect]): ClipInput[] =>
    [
      { type: 'image' as const, src: photo },
      { type: 'video' as const, src: video },
      { type: 'image' as const, src: glass },
    ].map((asset) => ({ asset, length: 0.5, effects: [effect] })),
  )
  await using shown = await filmOf(clips)
  for (const [i, [name, , isRight]] of alterations.entries()) {
    const spot = async (frame: number) => Object.values((await shown.frame(i * 30 + frame))(0.03, 0.06))
    const [opaque, moving, half] = [await spot(5), await spot(15), await spot(25)]
    expect(isRight([0x40, 0x60, 0xa0], opaque), `${name}: ${opaque}`).toBe(true)
    moving.forEach((value, at) => expect(Math.abs(value - (opaque[at] ?? 0)), `${name}: ${moving}`).toBeLessThan(12))
    half.forEach((value, at) => expect(Math.abs(value - (opaque[at] ?? 0) / 2), `${name}: ${half}`).toBeLessThan(12))
  }
})

test('mirror and flip change sides, blur softens an edge and sharpen does the contrary', async () => {
  const { media } = suite
  const photo = await media.image('edge.png', { widthPx: 160, heightPx: 80, color: '#cc0000', rightColor: '#0000cc' })
  const upright = await media.image('edge.jpg', { widthPx: 160, heightPx: 80, color: '#404040', rightColor: '#a0a0a0' })
  const still = (src: string, ...effects: Effect[]): ClipInput => ({
    asset: { type: 'image', src },
    length: 1,
    effects,
  })
  await using shown = await filmOf([
    still(photo, { type: 'mirror' }),
    { ...still(photo, { type: 'flip' }), rotate: 90, fit: 'contain', scale: 0.5 },
    still(upright, { type: 'blur', radius: 8 }),
    still(upright, { type: 'sharpen', amount: 2 }),
  ])
  expectHues(await shown.frame(10), [
    [0.2, 0.5, 'blue'],
    [0.8, 0.5, 'red'],
  ])
  expectHues(await shown.frame(30), [
    [0.5, 0.2, 'red'],
    [0.5, 0.8, 'blue'],
  ])
  const level = async (frame: number, x: number) => (await shown.frame(frame))(x, 0.5).g
  expect(await level(50, 0.47)).toBeGreaterThan(0x40 + 15)
  expect(Math.abs((await level(50, 0.1)) - 0x40)).toBeLessThan(6)
  expect(await level(70, 79 / 160)).toBeLessThan(0x40 - 8)
})
