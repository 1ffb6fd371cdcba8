import { expect, test } from 'vitest'
import { globalArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { Window } from '../plan/windows.ts'
import { planSegments } from '../plan/segments.ts'
import { drawStills, stillKey } from '../stills/draw-stills.ts'
import { resolveFilm } from '../testing/film-document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { pictureArguments } from './encode-window.ts'

const suite = mediaSuite()

test('a window begun anywhere shows exactly what the whole film shows there', async () => {
  const { tools, media } = suite
  const dir = media.dir
  const photo = await media.image('photo.jpg', { widthPx: 400, heightPx: 300, rightColor: '#dd2200' })
  const clip = await media.video('clip.mp4', { fps: '30000/1001', seconds: 2, args: ['-g', '20'] })
  const gif = await media.ffmpeg('loop.gif', ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=0.7'])
  const film = await resolveFilm(tools, {
    output: { width: 160, height: 90, fps: 25 },
    background: '#102030',
    tracks: [
      {
        clips: [
          { asset: { type: 'image', src: photo }, length: 4, fadeIn: 0.5, fadeOut: 1, motion: { type: 'zoomIn' } },
        ],
      },
      // Its last picture is held for two seconds and more.
      {
        clips: [
          { asset: { type: 'video', src: clip }, start: 0.2, trim: 0.3, length: 3.6, scale: 0.5, position: 'left' },
        ],
      },
      {
        clips: [
          {
            asset: { type: 'video', src: clip },
            fit: 'contain-blur',
            speed: 1.5,
            scale: 0.4,
            position: 'right',
            opacity: 0.6,
          },
        ],
      },
      { clips: [{ asset: { type: 'image', src: gif }, fit: 'none', scale: 0.5, length: 'end', position: 'bottom' }] },
      {
        clips: [
          { asset: { type: 'color', color: '#ff8800' }, start: 1, length: 2, scale: 0.2, opacity: 0.5, fadeOut: 1.5 },
        ],
      },
      {
        clips: [
          { asset: { type: 'text', text: 'Hi', fontSize: 20 }, start: 0.5, length: 2.5, fadeIn: 0.5, position: 'top' },
        ],
      },
    ],
  })
  const { timeline, files } = film
  const signal = new AbortController().signal
  const stills = timeline.pictures.flatMap(({ picture }) => (picture.kind === 'still' ? [stillKey(picture.still)] : []))
  const { paths } = await drawStills({ pictures: timeline.pictures, wanted: new Set(stills), files, dir, signal })
  const frames = async (window: Window, of = timeline) => {
    const args = [
      ...globalArguments,
      ...pictureArguments({ timeline: of, files, stills: paths }, window),
      '-f',
      'framemd5',
      'pipe:1',
    ]
    const { stdout } = await run({ command: tools.ffmpegPath, args, timeoutMs: 60_000, maxStdoutBytes: 1_000_000 })
    return stdout
      .split('\n')
      .flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.split(',').at(-1)?.trim()]))
  }
  const whole = await frames({ fromFrame: 0, toFrame: timeline.frames })
  expect(whole).toHaveLength(100)
  expect(new Set(whole).size).toBeGreaterThan(90)
  for (const [fromFrame, toFrame] of [
    [7, 30],
    [49, 76],
    [80, 100],
  ] as const) {
    expect(await frames({ fromFrame, toFrame })).toEqual(whole.slice(fromFrame, toFrame))
  }
  // A segment is encoded as a film of its own.
  for (const { fromFrame, toFrame, pictures } of planSegments(timeline)) {
    const own = { ...timeline, pictures, frames: toFrame - fromFrame }
    expect(await frames({ fromFrame: 0, toFrame: own.frames }, own)).toEqual(whole.slice(fromFrame, toFrame))
  }
})
