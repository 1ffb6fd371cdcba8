import { expect, test } from 'vitest'
import { countWords, lineOf, splitText } from './split-text.ts'

test('short sentences stand alone, and lines of the text are never joined', () => {
  expect(splitText('Mara climbs. "Who is there?" she asks!\nNobody\n\n answers…')).toEqual([
    'Mara climbs.',
    '"Who is there?"',
    'she asks!',
    'Nobody',
    'answers…',
  ])
})

test('long sentences are cut after a comma, else between words, and no word is lost', () => {
  const sentence =
    'When the wind had taken the last of the shutters, she went down to the boat and counted the oars, the ropes and the lanterns one by one'
  const pieces = splitText(sentence)
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces[0]).toBe('When the wind had taken the last of the shutters,')
  for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(84)
  expect(pieces.join(' ')).toBe(sentence)
})

test('what has no spaces is cut between characters, never within one', () => {
  const pieces = splitText('👩‍🚀'.repeat(60))
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('').replaceAll(' ', '')).toBe('👩‍🚀'.repeat(60))
  for (const piece of pieces) expect(piece.replaceAll(' ', '').replaceAll('👩‍🚀', '')).toBe('')
})

test('what cannot be drawn is left out, and nothing to see is no piece', () => {
  expect(splitText('a\u0000b\u001b[0m\r\nnext\u200b')).toEqual(['a b [0m', 'next\u200b'])
  expect(splitText(' \u200b\n\u200e ')).toEqual([])
  expect(lineOf('\u200b', 10)).toBe('')
  expect(lineOf('one\ntwo   three', 9)).toBe('one two …')
  expect(countWords(' one\ttwo\n three ')).toBe(3)
})
