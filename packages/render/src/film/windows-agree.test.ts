import { expect, test } from 'vitest'
import { globalArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { Window } from '../plan/windows.ts'
import { planSegments } from '../plan/segments.ts'
import { drawStills, stillKey } from '../stills/draw-stills.ts'
import { type ResolvedFilm, resolveFilm } from '../testing/film-document.ts'
import { type TransitionType, transitionTypes } from '../spec/transition.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { pictureArguments } from './encode-window.ts'

const suite = mediaSuite()

/** Every window and every segment of a film of a hundred frames shows what the film shows there. */
async function expectAgreement({ timeline, files }: ResolvedFilm, different = 90): Promise<void> {
  const { tools, media } = suite
  const dir = media.dir
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
  expect(new Set(whole).size).toBeGreaterThan(different)
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
}

test('a window begun anywhere shows exactly what the whole film shows there', async () => {
  const { tools, media } = suite
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
  await expectAgreement(film)
})

test('what is cropped, turned and altered is the same in every window', async () => {
  const { tools, media } = suite
  const photo = await media.image('cropped.jpg', { widthPx: 400, heightPx: 300, rightColor: '#dd2200' })
  const logo = await media.image('logo.png', { widthPx: 60, heightPx: 40, color: '#ffcc0080' })
  const clip = await media.video('cropped.mp4', { seconds: 2 })
  const crop = { left: 0.25, top: 0.1, right: 0.1 }
  const film = await resolveFilm(tools, {
    output: { width: 160, height: 90, fps: 25 },
    tracks: [
      {
        clips: [
          {
            asset: { type: 'image', src: photo },
            length: 4,
            crop,
            effects: [{ type: 'sepia' }, { type: 'vignette' }, { type: 'blur', radius: 2 }],
            motion: { type: 'kenBurns', to: { scale: 2 } },
          },
        ],
      },
      {
        clips: [
          {
            asset: { type: 'video', src: clip },
            crop,
            scale: 0.5,
            rotate: 30,
            effects: [
              { type: 'sharpen' },
              { type: 'contrast' },
              { type: 'hue', degrees: 40 },
              { type: 'vignette', amount: 1 },
            ],
          },
          {
            asset: { type: 'video', src: clip },
            scale: 0.4,
            rotate: -90,
            position: 'right',
            motion: { type: 'zoomIn' },
          },
        ],
      },
      {
        clips: [
          {
            asset: { type: 'image', src: logo },
            fit: 'none',
            rotate: 200,
            position: 'top-left',
            length: 4,
            fadeOut: 1,
            effects: [{ type: 'brightness', amount: 0.5 }, { type: 'mirror' }, { type: 'blur', radius: 3 }],
          },
        ],
      },
    ],
  })
  await expectAgreement(film)
})

/** Each type comes in one film and goes in another. */
test.each([0, 4, 8])('transitions are the same in every window', async (from) => {
  const { tools, media } = suite
  const photo = await media.image(`transition${from}.jpg`, { widthPx: 400, heightPx: 300, rightColor: '#dd2200' })
  const clip = await media.video(`transition${from}.mp4`, { seconds: 2 })
  const type = (i: number) => transitionTypes[(from + i) % transitionTypes.length] as TransitionType
  const transition = (i: number) => ({
    in: { type: type(i), duration: 0.7 },
    out: { type: type(i + 5), duration: 0.5 },
  })
  const film = await resolveFilm(tools, {
    output: { width: 160, height: 90, fps: 25 },
    background: '#004488',
    tracks: [
      {
        clips: [
          { asset: { type: 'image', src: photo }, length: 2, transition: transition(0) },
          { asset: { type: 'video', src: clip }, length: 1.4, start: 1.6, transition: transition(1) },
        ],
      },
      {
        clips: [
          {
            asset: { type: 'text', text: 'Hi', fontSize: 20 },
            start: 0.2,
            length: 3,
            rotate: 10,
            position: 'bottom-right',
            transition: transition(2),
          },
        ],
      },
      {
        clips: [
          {
            asset: { type: 'color', color: '#ffffff' },
            scale: 0.1,
            start: 2.8,
            length: 1.2,
            transition: transition(3),
          },
        ],
      },
    ],
  })
  await expectAgreement(film, 70)
})

test('captions are the same in every window', async () => {
  const { tools, media } = suite
  const clip = await media.video('captioned.mp4', { seconds: 4 })
  const words = Array.from({ length: 12 }, (_, i) => ({ text: `word${i}`, start: i * 0.3, end: i * 0.3 + 0.25 }))
  const film = await resolveFilm(tools, {
    output: { width: 160, height: 90, fps: 25 },
    tracks: [
      { clips: [{ asset: { type: 'video', src: clip } }] },
      { clips: [{ asset: { type: 'caption', words, fontSize: 12, highlight: '#ff0000' }, rotate: 5, opacity: 0.9 }] },
    ],
  })
  expect(film.timeline.pictures.length).toBe(13)
  await expectAgreement(film)
})
