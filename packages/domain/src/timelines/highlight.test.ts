import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchStart, matchStop, toHighlightedText } from './highlight.ts'

test('what matches is a part of its own', () => {
  expect(toHighlightedText(`a ${matchStart}lamp${matchStop} in the ${matchStart}fog${matchStop}`)).toEqual([
    { text: 'a ', match: false },
    { text: 'lamp', match: true },
    { text: ' in the ', match: false },
    { text: 'fog', match: true },
  ])
  expect(toHighlightedText('')).toEqual([])
})

test('the parts are the text, and no mark is left in them, however the marks stand', () => {
  const anything = fc.array(fc.oneof(fc.string(), fc.constant(matchStart), fc.constant(matchStop)))
  fc.assert(
    fc.property(anything, (pieces) => {
      const marked = pieces.join('')
      const text = toHighlightedText(marked)
        .map((part) => part.text)
        .join('')
      expect(text).toBe(marked.replaceAll(matchStart, '').replaceAll(matchStop, ''))
    }),
  )
})
