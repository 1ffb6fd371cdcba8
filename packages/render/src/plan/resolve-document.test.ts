import type { Issue } from '@cronicl/core'
import { expect, test } from 'vitest'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { audioFacts, imageFacts, videoFacts } from '../testing/sample-facts.ts'
import { estimateRender } from './estimate.ts'
import { resolveDocument } from './resolve-document.ts'

const facts = new Map<string, MediaFacts>([
  ['photo', imageFacts()],
  ['line', imageFacts(20_000, 4)],
  ['clip', videoFacts(6000)],
  ['mute', videoFacts(6000, {}, null)],
  ['endless', { ...videoFacts(0), durationMs: null }],
  ['song', audioFacts(41_300)],
])

type Track = NonNullable<RenderDocumentInput['tracks']>[number]
type Clip = Track['clips'][number]

const color = { type: 'color', color: '#112233' } as const
const photo = { type: 'image', src: 'photo' } as const
const clip = { type: 'video', src: 'clip' } as const
const song = { type: 'audio', src: 'song' } as const

function resolve(tracks: Clip[][] | Track[], more: Partial<RenderDocumentInput> = {}) {
  const list = tracks.map((track) => (Array.isArray(track) ? { clips: track } : track))
  const read = validateDocument({ tracks: list, ...more })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return resolveDocument(read.document, facts)
}

function film(...args: Parameters<typeof resolve>) {
  const resolved = resolve(...args)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return {
    ...resolved.timeline,
    warnings: resolved.warnings.map(({ path, message }) => `${path.join('.')}: ${message}`),
  }
}

function issuesOf(...args: Parameters<typeof resolve>): string[] {
  const resolved = resolve(...args)
  return resolved.ok ? [] : resolved.issues.map(({ path, message }: Issue) => `${path.join('.')}: ${message}`)
}

const spans = (list: { startFrame: number; frames: number }[]) =>
  list.map(({ startFrame, frames }) => [startFrame, frames])

test('the song decides: its film is its own length within a frame, and every other track is cut to it', () => {
  const { frames, samples, pictures, sounds } = film([
    { clips: [{ asset: photo, length: 100 }] },
    { parentDurationDecider: true, clips: [{ asset: song }] },
  ])
  expect(frames).toBe(1033)
  expect(Math.abs(frames / 25 - 41.3)).toBeLessThan(1 / 25)
  expect(samples).toBe((1033 * 48_000) / 25)
  expect(spans(pictures)).toEqual([[0, 1033]])
  // Sound alone keeps to its own samples.
  expect(sounds[0]).toMatchObject({ startSample: 0, samples: 1_982_400 })
})

test('without a decider the longest track decides, and duration comes before all', () => {
  const tracks = [[{ asset: photo, length: 3 }], [{ asset: clip }]]
  expect(film(tracks).frames).toBe(150)
  expect(film(tracks, { duration: 2.5 }).frames).toBe(63)
  const flagged = tracks.map((clips) => ({ clips, parentDurationDecider: true }))
  expect(film(flagged).frames).toBe(150)
})

test('clips follow each other without a gap or an overlap, whatever their lengths come to in frames', () => {
  const clips = Array.from({ length: 30 }, () => ({ asset: photo, length: 0.13 }))
  const { pictures, frames } = film([clips])
  expect(frames).toBe(98)
  pictures.forEach((picture, i) => {
    expect(picture.startFrame).toBe(Math.round(i * 3.25))
    expect(picture.startFrame + picture.frames).toBe(pictures[i + 1]?.startFrame ?? frames)
  })
})

test('lengths are the source’s own, less the trim, by the speed; five seconds for what has none', () => {
  const track = [
    { asset: photo },
    { asset: clip, trim: 2, speed: 2 },
    { asset: clip, speed: 0.5 },
    { asset: color },
    { asset: { type: 'text', text: 'x' } as const },
  ]
  expect(spans(film([track]).pictures)).toEqual([
    [0, 125],
    [125, 50],
    [175, 300],
    [475, 125],
    [600, 125],
  ])
})

test('"end" reaches to the end of the film, and decides nothing', () => {
  const { pictures, frames } = film([[{ asset: color, start: 1, length: 'end' }], [{ asset: photo, length: 4 }]])
  expect(frames).toBe(100)
  expect(spans(pictures)).toEqual([
    [25, 75],
    [0, 100],
  ])
})

test('frames of a broadcast rate are counted exactly', () => {
  const { rate, frames, samples, posterFrame } = film([[{ asset: color, length: 10 }]], {
    output: { fps: 29.97, posterTime: 1 },
  })
  expect(rate).toEqual({ num: 30_000, den: 1001 })
  expect([frames, samples, posterFrame]).toEqual([300, 480_480, 30])
})

test('video brings its sound, unless it has none or is muted', () => {
  expect(film([[{ asset: { ...clip, volume: 0.5 }, volume: 0.5 }]]).sounds).toMatchObject([
    { src: 'clip', gain: 0.25, samples: 288_000 },
  ])
  expect(film([[{ asset: clip, volume: 0 }]]).sounds).toEqual([])
  expect(film([[{ asset: { type: 'video', src: 'mute' } }]]).sounds).toEqual([])
})

test.each<[string, Clip[][], Partial<RenderDocumentInput>, string]>([
  [
    'a source that was not read',
    [[{ asset: { type: 'image', src: 'gone' } }]],
    {},
    'tracks.0.clips.0.asset.src: The source could not be read.',
  ],
  [
    'a song as an image',
    [[{ asset: { type: 'image', src: 'song' } }]],
    {},
    'tracks.0.clips.0.asset.src: The source is audio, not an image.',
  ],
  [
    'a photo as a video',
    [[{ asset: { type: 'video', src: 'photo' } }]],
    {},
    'tracks.0.clips.0.asset.src: The source is a still; use an asset of type "image".',
  ],
  [
    'a song as a video',
    [[{ asset: { type: 'video', src: 'song' } }]],
    {},
    'tracks.0.clips.0.asset.src: The source has no picture; use an asset of type "audio".',
  ],
  [
    'a mute video as a sound',
    [[{ asset: { type: 'audio', src: 'mute' } }]],
    {},
    'tracks.0.clips.0.asset.src: The source has no sound.',
  ],
  [
    'a source without a length',
    [[{ asset: { type: 'video', src: 'endless' } }]],
    {},
    'tracks.0.clips.0.length: The source does not tell its length: give one in seconds.',
  ],
  [
    'a trim past the end',
    [[{ asset: clip, trim: 6 }]],
    {},
    'tracks.0.clips.0.trim: trim leaves nothing: the source lasts 6 s.',
  ],
  [
    'a picture as thin as a line',
    [[{ asset: { type: 'image', src: 'line' } }]],
    {},
    'tracks.0.clips.0.asset.src: The source is too elongated (20000×4) to fill the frame; use fit "contain".',
  ],
  [
    'text that cannot fit',
    [[{ asset: { type: 'text', text: 'x\n'.repeat(900), fontSize: 100 } }]],
    {},
    'tracks.0.clips.0.asset: The text is far too long for its size: it would not fit the film; use a smaller fontSize or less text.',
  ],
  [
    'nothing with a length',
    [[{ asset: color, length: 'end' }]],
    {},
    'duration: The film has no length: give "duration", or a clip with a length of its own.',
  ],
  [
    'a follower of what never ends',
    [[{ asset: color, length: 'end' }, { asset: color }]],
    { duration: 4 },
    'tracks.0.clips.1.start: The clip before it reaches to the end of the film: give this one a start in seconds.',
  ],
  [
    'a film beyond the limit',
    [
      [
        { asset: color, length: 200 },
        { asset: color, length: 101 },
      ],
    ],
    {},
    'tracks.0: A film lasts at most 300 s; this one would last 301 s.',
  ],
  [
    'a clip of less than a frame',
    [[{ asset: color, length: 0.01 }, { asset: color }]],
    {},
    'tracks.0.clips.0.length: The clip is shorter than one frame.',
  ],
  [
    'a poster after the end',
    [[{ asset: color }]],
    { output: { posterTime: 6 } },
    'output.posterTime: posterTime lies beyond the end of the film.',
  ],
  [
    'a crowd',
    Array.from({ length: 17 }, () => [0, 0].map(() => ({ asset: color, start: 0 }))),
    {},
    'tracks.0.clips.0: At most 32 clips can play at the same moment.',
  ],
])('%s is refused', (_, tracks, more, issue) => {
  expect(issuesOf(tracks, more)).toEqual([issue])
})

test('all mistakes of the sources are told at once', () => {
  expect(
    issuesOf([[{ asset: { type: 'image', src: 'gone' } }, { asset: { type: 'video', src: 'photo' } }]]),
  ).toHaveLength(2)
})

test('what is changed without being asked is told', () => {
  const { warnings, pictures } = film(
    [
      [
        { asset: color, length: 1, fadeIn: 2, fadeOut: 2 },
        { asset: color, start: 9, length: 1 },
      ],
      [
        { asset: clip, trim: 5, length: 2 },
        { asset: photo, offset: { x: 2, y: 0 }, length: 0.4 },
      ],
      [{ asset: { type: 'audio', src: 'song' }, trim: 41, length: 2 }],
    ],
    { duration: 2.4 },
  )
  expect(warnings).toEqual([
    'tracks.0.clips.0.fadeIn: The fades are longer than the clip and are shortened to fit.',
    'tracks.0.clips.1: The clip begins after the end of the film and is left out.',
    'tracks.1.clips.0.length: The source is shorter than the clip: its last picture is held.',
    'tracks.1.clips.1: Nothing of the clip is seen: it lies outside the film or is transparent.',
    'tracks.2.clips.0.length: The source is shorter than the clip: silence follows.',
  ])
  expect(pictures[0]).toMatchObject({ frames: 25, fadeInFrames: 12, fadeOutFrames: 13 })
})

test('a fade out stands at the end that is left when a clip is cut', () => {
  expect(film([[{ asset: color, length: 9, fadeOut: 1 }]], { duration: 3 }).pictures[0]).toMatchObject({
    frames: 75,
    fadeOutFrames: 25,
  })
})

test('an estimate grows with what has to be done', () => {
  const plain = estimateRender(film([[{ asset: photo, length: 10 }]]))
  const moving = estimateRender(film([[{ asset: photo, length: 10, motion: { type: 'zoomIn' } }]]))
  expect(plain).toMatchObject({ durationMs: 10_000, frames: 250 })
  expect(moving.cpuMs).toBeGreaterThan(plain.cpuMs * 1.5)
})

test('a clip that comes by a transition begins before the end of the one before it, and their sounds cross', () => {
  const transition = { in: { type: 'fade' as const, duration: 2 } }
  const { pictures, sounds, frames, warnings } = film([
    [{ asset: clip }, { asset: clip, transition }, { asset: photo, transition: { in: { type: 'circle' } } }],
  ])
  expect(frames).toBe((6 + 6 - 2 + 5 - 1) * 25)
  expect(spans(pictures)).toEqual([
    [0, 150],
    [100, 150],
    [225, 125],
  ])
  expect(pictures.map(({ transitionIn }) => transitionIn)).toEqual([
    null,
    { type: 'fade', frames: 50 },
    { type: 'circle', frames: 25 },
  ])
  expect(sounds.map(({ fadeInSamples, fadeOutSamples }) => [fadeInSamples, fadeOutSamples])).toEqual([
    [0, 96_000],
    [96_000, 48_000],
  ])
  expect(warnings).toEqual([])
})

test('a clip with a start of its own, and the first of a track, come by their transitions over what is under them', () => {
  const transition = { in: { type: 'wipeUp' as const }, out: { type: 'zoom' as const, duration: 0.4 } }
  const { pictures, warnings } = film([[{ asset: photo, transition }], [{ asset: photo, start: 2, transition }]])
  expect(spans(pictures)).toEqual([
    [0, 125],
    [50, 125],
  ])
  expect(pictures[1]?.transitionOut).toEqual({ type: 'zoom', frames: 10 })
  expect(warnings).toEqual([])
})

test('transitions are shortened to the clip, and to the one over which it comes, with a warning', () => {
  const long = { type: 'fade' as const, duration: 3 }
  const { pictures, warnings } = film([
    [
      { asset: photo, length: 1 },
      { asset: photo, length: 4, transition: { in: long } },
      { asset: photo, length: 2, transition: { in: long, out: { ...long, duration: 1 } } },
    ],
  ])
  expect(spans(pictures)).toEqual([
    [0, 25],
    [0, 100],
    [50, 50],
  ])
  expect(pictures.map(({ transitionIn, transitionOut }) => [transitionIn?.frames, transitionOut?.frames])).toEqual([
    [undefined, undefined],
    [25, undefined],
    [33, 17],
  ])
  expect(warnings).toEqual([
    'tracks.0.clips.1.transition.in.duration: The transition is longer than there is time for and is shortened to fit.',
    'tracks.0.clips.2.transition.in.duration: The transition is longer than there is time for and is shortened to fit.',
  ])
})
