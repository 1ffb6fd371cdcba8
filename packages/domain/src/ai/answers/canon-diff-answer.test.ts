import { expect, test } from 'vitest'
import { type RawCanonDiff, toCanonDiffAnswer } from './canon-diff-answer.ts'

const content = 'Mara is the captain now. Her lantern is gone, and the house is white.'
const canon = [
  { subject: 'Mara', attribute: 'Occupation', value: 'keeper' },
  { subject: 'Mara', attribute: 'lantern', value: 'brass' },
  { subject: 'House', attribute: 'colour', value: 'white' },
]
const fact = (subject: string, attribute: string, value: string | null, quote = ''): RawCanonDiff['facts'][number] => ({
  subject,
  attribute,
  value,
  category: 'other',
  quote,
})
const read = (raw: Partial<RawCanonDiff>) =>
  toCanonDiffAnswer({ facts: [], contradictions: [], ...raw }, { content, canon })

test('changes are worked out by the keys of the canon, whatever the model thinks of them', () => {
  const { changes } = read({
    facts: [
      fact('mara', ' occupation', 'captain'),
      fact('Mara', 'lantern', null),
      fact('house', 'Colour', 'white'),
      fact('sea', 'mood', 'calm'),
    ],
  })
  expect(changes).toEqual([
    { subject: 'mara', attribute: 'occupation', kind: 'changed', canonValue: 'keeper', value: 'captain' },
    { subject: 'Mara', attribute: 'lantern', kind: 'retracted', canonValue: 'brass', value: null },
    { subject: 'sea', attribute: 'mood', kind: 'added', canonValue: null, value: 'calm' },
  ])
})

test('a fact stands where its words stand; words that are not in the text have no place', () => {
  const { facts } = read({
    facts: [fact('Mara', 'rank', 'captain', 'Mara is  the captain now.'), fact('sea', 'mood', 'calm', 'a calm sea')],
  })
  expect(facts.map(({ span, quote }) => [span, quote])).toEqual([
    [{ start: 0, end: 24 }, 'Mara is the captain now.'],
    [null, 'a calm sea'],
  ])
})

test('of two facts with one key the last holds; empty ones and retractions of nothing are none', () => {
  const { facts } = read({
    facts: [
      fact('Mara', 'age', '40'),
      fact('MARA', 'Age', '41'),
      fact(' ', 'age', '1'),
      fact('sea', 'mood', ''),
      fact('sea', 'mood', null),
    ],
  })
  expect(facts.map(({ subject, value }) => [subject, value])).toEqual([['MARA', '41']])
})

test('only what the canon says can be contradicted', () => {
  const contradiction = (subject: string, attribute: string, newValue: string) => ({
    subject,
    attribute,
    newValue,
    explanation: 'because',
  })
  const { contradictions } = read({
    contradictions: [
      contradiction('house', 'colour', 'red'),
      contradiction('House', 'colour', 'white'),
      contradiction('sea', 'mood', 'calm'),
    ],
  })
  expect(contradictions).toEqual([
    { subject: 'House', attribute: 'colour', canonValue: 'white', newValue: 'red', explanation: 'because' },
  ])
})
