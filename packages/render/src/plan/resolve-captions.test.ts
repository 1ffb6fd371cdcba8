import { expect, test } from 'vitest'
import { captionFacts } from '../captions/caption-facts.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { ClipInput } from '../spec/clip.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { audioFacts, imageFacts } from '../testing/sample-facts.ts'
import { resolveDocument } from './resolve-document.ts'
import { planSegments } from './segments.ts'

const srt = '1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:03,000 --> 00:00:05,200\nworld'

function factsOf(text: string): MediaFacts {
  const read = captionFacts(text)
  if (!read.ok) throw new Error(read.message)
  return read.facts
}

const facts = new Map([
  ['photo', imageFacts()],
  ['song', audioFacts(3000)],
  ['srt', factsOf(srt)],
])

function resolve(...tracks: ClipInput[][]) {
  const read = validateDocument({ tracks: tracks.map((clips) => ({ clips })) })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return resolveDocument(read.document, facts)
}

function film(...tracks: ClipInput[][]) {
  const resolved = resolve(...tracks)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  const shown = resolved.timeline.pictures.flatMap(({ startFrame, frames, picture }) =>
    picture.kind === 'still' && picture.still.kind === 'text'
      ? [[startFrame, frames, picture.still.text, picture.still.highlight]]
      : [],
  )
  return { ...resolved.timeline, shown, warnings: resolved.warnings }
}

const said = (text: string, start: number) => ({ text, start, end: start + 0.4 })

test('each caption is a picture of its own at the bottom, and the clip is as long as they are', () => {
  const { frames, shown, pictures } = film([{ asset: { type: 'caption', src: 'srt' } }])
  expect(frames).toBe(130)
  expect(shown).toEqual([
    [25, 50, 'Hello', null],
    [75, 55, 'world', null],
  ])
  expect(pictures[0]).toMatchObject({
    placement: { anchorX: 0.5, anchorY: 1, yPx: -44 },
    picture: { still: { outline: { widthPx: 3 } } },
  })
})

test('a clip of captions begins, is trimmed and ends as any other', () => {
  const { shown, warnings } = film(
    [
      { asset: { type: 'caption', text: srt }, start: 2, trim: 2, length: 2 },
      { asset: { type: 'caption', text: srt }, start: 6, length: 'end' },
    ],
    [{ asset: { type: 'color', color: '#000000' }, length: 8 }],
  )
  expect(shown).toEqual([
    [50, 25, 'Hello', null],
    [75, 25, 'world', null],
    [175, 25, 'Hello', null],
  ])
  expect(warnings).toEqual([])
})

test('with a highlight each word is coloured while it is said', () => {
  const words = [said('One', 0.2), said('two', 0.6), said('three', 2)]
  const { shown } = film([{ asset: { type: 'caption', words, highlight: '#FFCC00' } }])
  const color = '#ffcc00'
  expect(shown).toEqual([
    [5, 10, 'One two', { from: 0, to: 3, color }],
    [15, 10, 'One two', { from: 4, to: 7, color }],
    [50, 10, 'three', { from: 0, to: 5, color }],
  ])
  expect(film([{ asset: { type: 'caption', words } }]).shown).toHaveLength(2)
})

test('captions over a picture that rests leave segments that rest', () => {
  const timeline = film(
    [{ asset: { type: 'image', src: 'photo' }, length: 6 }],
    [{ asset: { type: 'caption', src: 'srt' } }],
  )
  expect(planSegments(timeline).map(({ fromFrame, toFrame, still }) => [fromFrame, toFrame, still])).toEqual([
    [0, 25, true],
    [25, 75, true],
    [75, 130, true],
    [130, 150, true],
  ])
})

test('what is no captions, and captions that would become too many pictures, are refused where they stand', () => {
  const issues = (clip: ClipInput) => {
    const resolved = resolve([clip])
    return resolved.ok ? [] : resolved.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  expect(issues({ asset: { type: 'caption', src: 'song' } })).toEqual([
    'tracks.0.clips.0.asset.src: The source is no SRT or WebVTT file.',
  ])
  expect(issues({ asset: { type: 'caption', text: srt }, trim: 6 })).toEqual([
    'tracks.0.clips.0.trim: trim leaves nothing: the source lasts 5.2 s.',
  ])
  const long = srt.replace('world', 'a'.repeat(1900))
  expect(issues({ asset: { type: 'caption', text: long, fontSize: 200 } })[0]).toMatch(
    /clips.0.asset: The caption is far too long/,
  )
})
