import { expect, test } from 'vitest'
import { resolveDocument } from '../plan/resolve-document.ts'
import type { Timeline } from '../plan/timeline.ts'
import { imageFacts } from '../testing/sample-facts.ts'
import type { RenderDocumentInput } from './document.ts'
import { validateDocument } from './validate-document.ts'

function timelineOf(profile: 'draft' | 'final', more: Partial<RenderDocumentInput> = {}): Timeline {
  const read = validateDocument({
    output: { width: 1280, height: 720, fps: 30, quality: 'high', profile },
    tracks: [
      {
        clips: [
          { asset: { type: 'image', src: 'photo' }, effects: [{ type: 'blur', radius: 10 }], offset: { x: 0.25 } },
          { asset: { type: 'image', src: 'photo' }, fit: 'none', scale: 0.8 },
          { asset: { type: 'text', text: 'Hello', fontSize: 40, outline: { width: 6 } }, scale: 2 },
          { asset: { type: 'text', text: 'narrow', maxWidth: 300, background: '#000000' } },
        ],
      },
    ],
    ...more,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const resolved = resolveDocument(read.document, new Map([['photo', imageFacts(1000, 500)]]))
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return resolved.timeline
}

test('a draft is half the film on each side, at 15 frames a second at most, and as long', () => {
  const [film, draft] = [timelineOf('final'), timelineOf('draft')]
  expect(film).toMatchObject({ widthPx: 1280, heightPx: 720, quality: 'high', rate: { num: 30, den: 1 } })
  expect(draft).toMatchObject({ widthPx: 640, heightPx: 360, quality: 'draft', rate: { num: 15, den: 1 } })
  expect(draft.frames).toBe(film.frames / 2)
  expect(timelineOf('draft', { output: { profile: 'draft', fps: 12 } }).rate).toEqual({ num: 12, den: 1 })
})

test('what is counted in pixels shrinks with it, and what is a part of the film stays', () => {
  const [film, draft] = [timelineOf('final').pictures, timelineOf('draft').pictures]
  expect(draft).toHaveLength(film.length)
  expect(film[0]?.effects).toEqual([{ type: 'blur', radius: 10 }])
  expect(draft[0]?.effects).toEqual([{ type: 'blur', radius: 5 }])
  for (const [i, clip] of draft.entries()) {
    const whole = film[i]
    expect(clip.placement.xPx).toBe((whole?.placement.xPx ?? 0) / 2)
    if (clip.picture.kind !== 'still' || whole?.picture.kind !== 'still') throw new Error('these are stills')
    if (clip.picture.size && whole.picture.size) expect(clip.picture.size.widthPx * 2).toBe(whole.picture.size.widthPx)
    const [small, large] = [clip.picture.still, whole.picture.still]
    if (small.kind !== 'text' || large.kind !== 'text') continue
    expect(small.fontSizePx * 2).toBe(large.fontSizePx)
    expect(small.maxWidthPx * 2).toBe(large.maxWidthPx)
    expect(small.paddingPx * 2).toBe(large.paddingPx)
    expect((small.outline?.widthPx ?? 0) * 2).toBe(large.outline?.widthPx ?? 0)
  }
})
