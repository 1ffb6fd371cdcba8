import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spanAfter } from './span-after.ts'

const span = { start: 4, end: 7 }

test('a span before the edit stays, one behind it is shifted, one that it touches goes', () => {
  expect(spanAfter(span, 'one two three', 'one two four')).toEqual(span)
  expect(spanAfter(span, 'one two three', 'twenty-one two three')).toEqual({ start: 11, end: 14 })
  expect(spanAfter(span, 'one two three', 'one tWo three')).toBeNull()
  expect(spanAfter(span, 'one two three', 'one t')).toBeNull()
  expect(spanAfter(span, 'one two three', '')).toBeNull()
})

test('of a run of the same letters, the last are taken to be the ones that went', () => {
  expect(spanAfter({ start: 1, end: 2 }, 'aaa', 'aa')).toEqual({ start: 1, end: 2 })
  expect(spanAfter({ start: 2, end: 3 }, 'aaa', 'aa')).toBeNull()
})

test('what is put in right before or right behind the words does not touch them', () => {
  expect(spanAfter(span, 'one two three', 'one (two three')).toEqual({ start: 5, end: 8 })
  expect(spanAfter(span, 'one two three', 'one two) three')).toEqual(span)
  expect(spanAfter(span, 'one two three', 'one t-wo three')).toBeNull()
})

test('whatever is edited, a span that is kept covers the same words; without an edit it stays', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '🎵'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, fc.nat(), fc.nat(), (before, after, a, b) => {
      const start = a % (before.length + 1)
      const end = start + (b % (before.length - start + 1))
      const kept = spanAfter({ start, end }, before, after)
      if (kept !== null) expect(after.slice(kept.start, kept.end)).toBe(before.slice(start, end))
      expect(spanAfter({ start, end }, before, before)).toEqual({ start, end })
    }),
    { numRuns: 2_000 },
  )
})
