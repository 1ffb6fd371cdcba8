import { expect, test } from 'vitest'
import type { RenderDocumentInput } from '../spec/document.ts'
import { defaultLimits } from '../spec/limits.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { audioFacts, imageFacts, videoFacts } from '../testing/sample-facts.ts'
import { resolveDocument } from './resolve-document.ts'
import { planSegments } from './segments.ts'
import { planSoundSegments } from './sound-segments.ts'
import type { Timeline } from './timeline.ts'

const facts = new Map([
  ...['a', 'b', 'c', 'd'].map((src) => [src, imageFacts()] as const),
  ['moving', videoFacts(20_000)] as const,
  ['song', audioFacts(41_038)] as const,
  ['other', audioFacts(9_500)] as const,
])

function issuesOf(document: object): string[] {
  const read = validateDocument({ mode: 'longform', ...document })
  const found = read.ok ? resolveDocument(read.document, facts) : read
  return found.ok ? [] : found.issues.map(({ path }) => path.join('.'))
}

function filmOf(document: Partial<RenderDocumentInput>): Timeline {
  const read = validateDocument({ mode: 'longform', ...document })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const film = resolveDocument(read.document, facts)
  if (!film.ok) throw new Error(JSON.stringify(film.issues))
  return film.timeline
}

const photos = ['a', 'b', 'c', 'd'].map((src) => ({ src }))

test('three hours of four pictures and a song are a handful of different segments', () => {
  const film = filmOf({ backgrounds: photos, audio: [{ src: 'song' }], repeatAudio: true, duration: 10_800 })
  expect(film.frames).toBe(270_000)
  const pictures = planSegments(film)
  const contents = new Set(
    pictures.map(({ pictures: seen, fromFrame, toFrame }) => JSON.stringify([seen, toFrame - fromFrame])),
  )
  expect(pictures.length).toBeGreaterThan(2_000)
  expect(contents.size).toBeLessThan(12)
  const sounds = planSoundSegments(film)
  expect(new Set(sounds.map(({ sounds: heard, samples }) => JSON.stringify([heard, samples]))).size).toBeLessThan(8)
})

test('every moment shows a background, wherever the film ends', () => {
  for (const duration of [5, 10, 10.5, 11, 19.98, 60.04, 61]) {
    const film = filmOf({ backgrounds: [...photos.slice(0, 3), { src: 'moving' }], duration })
    for (let frame = 0; frame < film.frames; frame++) {
      const seen = film.pictures.filter(({ startFrame, frames }) => startFrame <= frame && frame < startFrame + frames)
      const solid = seen.filter(
        (clip) =>
          (clip.fadeInFrames === 0 || frame >= clip.startFrame + clip.fadeInFrames) &&
          (clip.fadeOutFrames === 0 || frame < clip.startFrame + clip.frames - clip.fadeOutFrames),
      )
      expect(solid.length, `frame ${frame} of ${duration} s`).toBeGreaterThan(0)
    }
  }
})

test('sounds follow each other without a gap that is heard, and none lies over another', () => {
  const film = filmOf({
    backgrounds: photos,
    audio: [{ src: 'song', length: 20 }, { src: 'other', trim: 1 }, { src: 'song' }],
  })
  expect(film.sounds).toHaveLength(3)
  film.sounds.forEach((clip, i) => {
    const before = film.sounds[i - 1]
    const gap = clip.startSample - (before ? before.startSample + before.samples : 0)
    expect(gap).toBeGreaterThanOrEqual(0)
    expect(gap).toBeLessThanOrEqual(1024)
    expect(clip.startSample % 1024).toBe(0)
  })
  expect(film.frames).toBe(Math.round((20.0107 + 8.512 + 41.045) * 25))
})

test('a picture alone rests for the whole film; a video goes round', () => {
  expect(planSegments(filmOf({ backgrounds: [{ src: 'a' }], duration: 3_600 }))).toHaveLength(1)
  const round = filmOf({ backgrounds: [{ src: 'moving' }], duration: 100 })
  expect(round.pictures.map(({ startFrame }) => startFrame).sort((a, b) => a - b)).toEqual([
    0, 475, 950, 1425, 1900, 2375,
  ])
  expect(round.sounds).toEqual([])
})

test('each mistake of a longform has its path', () => {
  expect(issuesOf({})).toEqual(['backgrounds'])
  expect(issuesOf({ backgrounds: [] })).toEqual(['backgrounds'])
  expect(
    issuesOf({ backgrounds: photos, duration: 5, tracks: [{ clips: [{ asset: { type: 'image', src: 'a' } }] }] }),
  ).toEqual(['tracks'])
  expect(issuesOf({ backgrounds: photos })).toEqual(['duration'])
  expect(issuesOf({ backgrounds: [{ src: 'song' }], duration: 5 })).toEqual(['backgrounds.0.src'])
  expect(issuesOf({ backgrounds: photos, audio: [{ src: 'a' }] })).toContain('audio.0.src')
  expect(issuesOf({ backgrounds: photos, audio: [{ src: 'other', trim: 10 }] })).toEqual(['audio.0.trim'])
  expect(issuesOf({ backgrounds: photos, duration: 10_801 })).toEqual(['duration'])
  const long = Array.from({ length: 300 }, () => ({ src: 'song' }))
  expect(issuesOf({ backgrounds: photos, audio: long })).toEqual(['audio'])
  const tracks = validateDocument({
    tracks: [{ clips: [{ asset: { type: 'color', color: '#112233' } }] }],
    audio: [],
    hold: 3,
  })
  expect(tracks.ok || tracks.issues.map(({ path }) => path.join('.'))).toEqual(['audio', 'hold'])
  expect(defaultLimits.maxLongformMs).toBe(10_800_000)
})
