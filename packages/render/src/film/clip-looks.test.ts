import { expect, test } from 'vitest'
import type { ClipInput } from '../spec/clip.ts'
import type { TransitionType } from '../spec/transition.ts'
import { expectHues, type Spot } from '../testing/hues.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()

const red: ClipInput = { asset: { type: 'color', color: '#cc0000' }, length: 2 }
const film = (clips: ClipInput[][], more: object = {}) =>
  renderFilm(suite.tools, {
    output: { width: 160, height: 80, fps: 20 },
    background: '#00bb00',
    tracks: clips.map((list) => ({ clips: list })),
    ...more,
  })

/** In the middle of half a second in which blue comes over red, and of one in which it goes again. */
const middles: [TransitionType, Spot[], Spot[]][] = [
  [
    'wipeLeft',
    [
      [0.4, 0.5, 'red'],
      [0.6, 0.5, 'blue'],
    ],
    [
      [0.4, 0.5, 'blue'],
      [0.6, 0.5, 'red'],
    ],
  ],
  [
    'wipeRight',
    [
      [0.4, 0.5, 'blue'],
      [0.6, 0.5, 'red'],
    ],
    [
      [0.4, 0.5, 'red'],
      [0.6, 0.5, 'blue'],
    ],
  ],
  [
    'wipeUp',
    [
      [0.5, 0.3, 'red'],
      [0.5, 0.7, 'blue'],
    ],
    [
      [0.5, 0.3, 'blue'],
      [0.5, 0.7, 'red'],
    ],
  ],
  [
    'wipeDown',
    [
      [0.5, 0.3, 'blue'],
      [0.5, 0.7, 'red'],
    ],
    [
      [0.5, 0.3, 'red'],
      [0.5, 0.7, 'blue'],
    ],
  ],
  [
    'slideLeft',
    [
      [0.4, 0.5, 'red'],
      [0.6, 0.5, 'blue'],
    ],
    [
      [0.4, 0.5, 'blue'],
      [0.6, 0.5, 'red'],
    ],
  ],
  [
    'slideRight',
    [
      [0.4, 0.5, 'blue'],
      [0.6, 0.5, 'red'],
    ],
    [
      [0.4, 0.5, 'red'],
      [0.6, 0.5, 'blue'],
    ],
  ],
  [
    'slideUp',
    [
      [0.5, 0.3, 'red'],
      [0.5, 0.7, 'blue'],
    ],
    [
      [0.5, 0.3, 'blue'],
      [0.5, 0.7, 'red'],
    ],
  ],
  [
    'slideDown',
    [
      [0.5, 0.3, 'blue'],
      [0.5, 0.7, 'red'],
    ],
    [
      [0.5, 0.3, 'red'],
      [0.5, 0.7, 'blue'],
    ],
  ],
  [
    'zoom',
    [
      [0.5, 0.5, 'blue'],
      [0.15, 0.5, 'red'],
      [0.5, 0.9, 'red'],
    ],
    [
      [0.5, 0.5, 'blue'],
      [0.85, 0.5, 'red'],
    ],
  ],
  [
    'circle',
    [
      [0.5, 0.5, 'blue'],
      [0.1, 0.1, 'red'],
    ],
    [
      [0.5, 0.5, 'blue'],
      [0.9, 0.1, 'red'],
    ],
  ],
]

test('transitions show both clips where they belong', async () => {
  const blues = middles.map(([type], i): ClipInput => {
    const side = { type, duration: 0.5 }
    return {
      asset: { type: 'color', color: '#0000cc' },
      start: i * 2.5 + 0.5,
      length: 1.5,
      transition: { in: side, out: side },
    }
  })
  await using shown = await film([[{ ...red, length: 'end' }], blues], { duration: 25 })
  for (const [i, [type, coming, going]] of middles.entries()) {
    const expectAt = async (frame: number, spots: Spot[]) => expectHues(await shown.frame(i * 50 + frame), spots, type)
    await expectAt(9, [[0.5, 0.5, 'red']])
    await expectAt(15, coming)
    for (const frame of [20, 29])
      await expectAt(frame, [
        [0.02, 0.02, 'blue'],
        [0.98, 0.98, 'blue'],
      ])
    await expectAt(35, going)
    await expectAt(40, [
      [0.02, 0.5, 'red'],
      [0.5, 0.5, 'red'],
    ])
  }
})

test('a fade and a dissolve show as much of one clip as of the other in their middle', async () => {
  for (const type of ['fade', 'dissolve'] as const) {
    const blue: ClipInput = { asset: { type: 'color', color: '#0000cc' }, length: 2, transition: { in: { type } } }
    await using shown = await film([[red, blue]])
    expect(shown.timeline.frames).toBe(60)
    const frame = await shown.frame(30)
    const spots = Array.from({ length: 400 }, (_, i) => frame((i % 40) / 40, Math.floor(i / 40) / 10))
    const mean = (part: 'r' | 'b') => spots.reduce((sum, spot) => sum + spot[part], 0) / spots.length
    for (const part of ['r', 'b'] as const) expect(Math.abs(mean(part) - 0x66), type).toBeLessThan(15)
  }
})

test('what is cropped away is not seen, of photographs and of videos', async () => {
  const { media } = suite
  const photo = await media.image('halves.jpg', {
    widthPx: 200,
    heightPx: 100,
    color: '#cc0000',
    rightColor: '#0000cc',
  })
  const turned = await media.image('turned.jpg', {
    ...{ widthPx: 200, heightPx: 100, color: '#cc0000', rightColor: '#0000cc', orientation: 6 },
  })
  const video = await media.ffmpeg('halves.mp4', ['-loop', '1', '-i', photo, '-t', '1', '-pix_fmt', 'yuv420p'])
  await using shown = await film([
    [
      { asset: { type: 'image', src: photo }, length: 1, crop: { left: 0.5 } },
      { asset: { type: 'video', src: video }, length: 1, crop: { right: 0.25 }, fit: 'fill' },
      // Upright, red is at the top.
      { asset: { type: 'image', src: turned }, length: 1, crop: { top: 0.5 }, fit: 'fill' },
    ],
  ])
  expectHues(await shown.frame(10), [
    [0.05, 0.5, 'blue'],
    [0.95, 0.5, 'blue'],
  ])
  expectHues(await shown.frame(30), [
    [0.6, 0.5, 'red'],
    [0.75, 0.5, 'blue'],
  ])
  expectHues(await shown.frame(50), [
    [0.1, 0.1, 'blue'],
    [0.9, 0.9, 'blue'],
  ])
})

test('a picture is turned clockwise around its centre, and what is behind its corners is seen', async () => {
  const { media } = suite
  const photo = await media.image('turn.png', { widthPx: 60, heightPx: 20, color: '#cc0000', rightColor: '#0000cc' })
  const at = (rotate: number): ClipInput => ({ asset: { type: 'image', src: photo }, fit: 'none', length: 1, rotate })
  await using shown = await film([[at(90), at(-90), at(45), { ...at(180), position: 'bottom-right' }]])
  expectHues(await shown.frame(10), [
    [0.5, 0.2, 'red'],
    [0.5, 0.8, 'blue'],
    [0.6, 0.5, 'green'],
  ])
  expectHues(await shown.frame(30), [
    [0.5, 0.2, 'blue'],
    [0.5, 0.8, 'red'],
  ])
  // A pixel is 1/160 wide and 1/80 high: 16 px along the diagonal, in each direction.
  expectHues(await shown.frame(50), [
    ...([
      [0.4, 0.3, 'red'],
      [0.6, 0.7, 'blue'],
      [0.6, 0.3, 'green'],
      [0.4, 0.7, 'green'],
    ] as Spot[]),
  ])
  expectHues(await shown.frame(70), [
    [0.7, 0.9, 'blue'],
    [0.95, 0.9, 'red'],
    [0.7, 0.7, 'green'],
  ])
})
