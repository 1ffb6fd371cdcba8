import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClipInput } from '../spec/clip.ts'
import { defaultLimits } from '../spec/limits.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { imageFacts, videoFacts } from '../testing/sample-facts.ts'
import { resolveDocument } from './resolve-document.ts'
import { type Segment, planSegments } from './segments.ts'
import type { Timeline } from './timeline.ts'

type Clip = ClipInput

const facts = new Map([
  ...['a', 'b', 'c', 'd'].map((src) => [src, imageFacts()] as const),
  ['long', videoFacts(600_000)] as const,
])

function timelineOf(tracks: Clip[][], duration?: number): Timeline {
  const document = { output: { fps: 25 }, ...(duration && { duration }), tracks: tracks.map((clips) => ({ clips })) }
  const limits = { ...defaultLimits, maxDurationMs: 10_800_000, maxClips: 10_000 }
  const read = validateDocument(document, limits)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const resolved = resolveDocument(read.document, facts, limits)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return resolved.timeline
}

const photo = (src: string, more: Partial<Clip> = {}): Clip => ({ asset: { type: 'image', src }, ...more })
const text = (words: string, more: Partial<Clip> = {}): Clip => ({ asset: { type: 'text', text: words }, ...more })
const contentOf = ({ pictures, still, fromFrame, toFrame }: Segment) =>
  JSON.stringify({ pictures, still, frames: toFrame - fromFrame })
const lengths = (segments: Segment[]) => segments.map(({ fromFrame, toFrame }) => toFrame - fromFrame)

test('pictures that rest are segments of their own, and a fade between two of them is one', () => {
  const segments = planSegments(
    timelineOf([[photo('a', { start: 0, length: 10 })], [photo('b', { start: 9, length: 10, fadeIn: 1 })]]),
  )
  expect(lengths(segments)).toEqual([225, 25, 225])
  expect(segments.map(({ still }) => still)).toEqual([true, false, true])
  // Under a picture that fills the frame nothing else is seen.
  expect(segments.map(({ pictures }) => pictures.length)).toEqual([1, 2, 1])
})

test('a round of pictures that comes again is made of the same segments', () => {
  const round = ['a', 'b', 'c', 'd']
  const clips = Array.from({ length: 40 }, (_, i) => ({ src: round[i % 4] as string, at: i * 9 }))
  const tracks = [0, 1].map((odd) =>
    clips.flatMap(({ src, at }, i) =>
      i % 2 === odd ? [photo(src, { start: at, length: 10, fadeIn: i === 0 ? 0 : 1 })] : [],
    ),
  )
  const segments = planSegments(timelineOf(tracks))
  // Every other picture lies on the lower track and fades in unseen: forty that rest, and twenty fades.
  expect(segments).toHaveLength(60)
  expect(new Set(segments.map(contentOf)).size).toBeLessThanOrEqual(12)
})

test('other words in a text change the segments in which it is seen, and no others', () => {
  const film = (words: string) =>
    planSegments(
      timelineOf([[{ asset: { type: 'video', src: 'long' }, length: 600 }], [text(words, { start: 100, length: 4 })]]),
    )
  const [before, after] = [film('one'), film('another')]
  expect(before.length).toBeGreaterThan(50)
  expect(lengths(after)).toEqual(lengths(before))
  const changed = after.filter((segment, i) => contentOf(segment) !== contentOf(before[i] as Segment))
  expect(changed.map(({ fromFrame, toFrame }) => [fromFrame, toFrame])).toEqual([[2500, 2600]])
})

test('a text that moves leaves the rest of the film as it was', () => {
  const film = (start: number) =>
    planSegments(
      timelineOf([[{ asset: { type: 'video', src: 'long' }, length: 600 }], [text('here', { start, length: 4 })]]),
    )
  const known = new Set(film(101).map(contentOf))
  const changed = film(203).filter((segment) => !known.has(contentOf(segment)))
  const frames = changed.reduce((sum, { fromFrame, toFrame }) => sum + toFrame - fromFrame, 0)
  expect(frames).toBeLessThan(600 * 25 * 0.06)
})

const clipArbitrary = fc.record({
  src: fc.constantFrom('a', 'b', 'long', 'text'),
  start: fc.integer({ min: 0, max: 80 }),
  length: fc.double({ min: 0.1, max: 60, noNaN: true }),
  fadeIn: fc.constantFrom(0, 0.5, 3),
  fadeOut: fc.constantFrom(0, 1),
  scale: fc.constantFrom(1, 0.5),
  moves: fc.boolean(),
  comes: fc.constantFrom(null, 'fade' as const, 'slideUp' as const, 'circle' as const),
  goes: fc.constantFrom(null, 'wipeLeft' as const, 'zoom' as const),
})

test('segments cover the film without a gap, show each frame’s pictures, and a still one shows one picture', () => {
  fc.assert(
    fc.property(fc.array(clipArbitrary, { minLength: 1, maxLength: 6 }), (clips) => {
      const timeline = timelineOf(
        clips.map(({ src, moves, comes, goes, ...look }) => {
          const transition = { ...(comes && { in: { type: comes } }), ...(goes && { out: { type: goes } }) }
          const clip = { ...look, transition }
          return [
            src === 'text'
              ? text('x', clip)
              : src === 'long'
                ? { asset: { type: 'video', src }, ...clip }
                : photo(src, { ...clip, ...(moves && { motion: { type: 'zoomIn' } }) }),
          ]
        }),
      )
      const segments = planSegments(timeline)
      expect(segments[0]?.fromFrame).toBe(0)
      expect(segments.at(-1)?.toFrame).toBe(timeline.frames)
      for (const [i, segment] of segments.entries()) {
        expect(segment.fromFrame).toBe(segments[i - 1]?.toFrame ?? 0)
        expect(segment.toFrame).toBeGreaterThan(segment.fromFrame)
        if (!segment.still) continue
        expect(segment.pictures.every(({ picture, motion }) => picture.kind !== 'moving' && motion === null)).toBe(true)
        expect(segment.pictures.every((clip) => !clip.transitionIn && !clip.transitionOut)).toBe(true)
      }
    }),
  )
})

test('a clip hides what is under it only while it is there', () => {
  const film = timelineOf([
    [{ asset: { type: 'video', src: 'long' }, start: 0, length: 10 }],
    [{ asset: { type: 'video', src: 'long' }, start: 0, length: 4 }],
  ])
  // Each is the ground of its own segment, as long as it is there.
  expect(lengths(planSegments(film))).toEqual([100, 150])
  const brief = timelineOf([
    [{ asset: { type: 'video', src: 'long' }, start: 0, length: 10 }],
    [{ asset: { type: 'video', src: 'long' }, start: 0, length: 1 }],
  ])
  const [segment] = planSegments(brief)
  expect(segment).toMatchObject({ fromFrame: 0, toFrame: 250 })
  expect(segment?.pictures).toHaveLength(2)
})
