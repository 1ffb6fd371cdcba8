import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locateQuote } from './locate-quote.ts'

const text = 'Mara waits.\n\nThe  boat 🚤 comes; Mara waits. Done.'

test('a quote is found where it stands, in UTF-16 code units', () => {
  const span = locateQuote(text, '🚤 comes')
  expect(span).toEqual({ start: 23, end: 31 })
  expect(text.slice(23, 31)).toBe('🚤 comes')
})

test('white space may differ; the span is the text’s own', () => {
  const span = locateQuote(text, ' waits. The boat ')
  expect(span && text.slice(span.start, span.end)).toBe('waits.\n\nThe  boat')
})

test('what is taken is not found again: the next place is', () => {
  const first = locateQuote(text, 'Mara waits')
  const second = locateQuote(text, 'Mara waits', first ? [first] : [])
  expect([first?.start, second?.start]).toEqual([0, 33])
  expect(
    locateQuote(text, 'Mara waits', [
      { start: 0, end: 3 },
      { start: 40, end: 41 },
    ]),
  ).toBeNull()
})

test.each(['', '   ', 'Mara sleeps', 'mara waits'])('%j is nowhere', (quote) => {
  expect(locateQuote(text, quote)).toBeNull()
})

test('every piece of a text is found with its own words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), fc.nat(), (whole, a, b) => {
      const [start, end] = [a % whole.length, b % (whole.length + 1)].sort((x, y) => x - y) as [number, number]
      const quote = whole.slice(start, end).trim()
      const span = locateQuote(whole, quote)
      expect(span === null ? '' : whole.slice(span.start, span.end)).toBe(quote)
    }),
  )
})
