import { expect, test } from 'vitest'
import {
  type RawSuggest,
  type SuggestTerms,
  rawSuggest,
  suggestMistakes,
  toPartialSuggest,
  toSuggestAnswer,
} from './suggest-answer.ts'

const ghost = (title: string, content = `What happens in ${title}.`) => ({
  title,
  content,
  rationale: 'why',
  facts: [],
})
const counts = { aligned: 2, exploratory: 1 }
const terms: SuggestTerms = { counts, content: 'Mara waits. Mara waits.', rejected: [] }
const raw: RawSuggest = { aligned: [ghost('one'), ghost('two')], exploratory: [ghost('three')], inline: [] }

test('a list that nothing is wanted of is not asked for', () => {
  expect(rawSuggest({ aligned: 2, exploratory: 0 }).safeParse({ aligned: raw.aligned, inline: [] }).success).toBe(true)
  expect(rawSuggest({ aligned: 2, exploratory: 1 }).safeParse({ aligned: raw.aligned, inline: [] }).success).toBe(false)
})

test('a right answer has no mistakes', () => {
  expect(suggestMistakes(raw, terms)).toEqual([])
})

test.each<[string, RawSuggest, Partial<SuggestTerms>]>([
  ['says the same', { ...raw, exploratory: [ghost('other title', 'WHAT happens—in one!')] }, {}],
  ['empty title', { ...raw, exploratory: [ghost(' ')] }, {}],
  ['empty title or content', { ...raw, exploratory: [ghost('x', '\n')] }, {}],
  ['longer than', { ...raw, exploratory: [ghost('x', 'y'.repeat(10_001))] }, {}],
  ['rejected before', raw, { rejected: [{ title: 'another', content: 'what happens in TWO' }] }],
  ['rejected before', raw, { rejected: [{ title: ' Three! ' }] }],
])('an answer that has something that is %s is told so', (words, wrong, more) => {
  expect(suggestMistakes(wrong, { ...terms, ...more })).toEqual([expect.stringContaining(words)])
})

test('a title that was rejected with other content is another proposal', () => {
  const rejected = [{ title: 'one', content: 'Something else entirely.' }]
  expect(suggestMistakes(raw, { ...terms, rejected })).toEqual([])
})

test('inline suggestions that cannot be placed, change nothing or were rejected are left out', () => {
  const inline = [
    { quote: 'Mara waits', replacement: 'She waits', reason: '' },
    { quote: 'Mara waits', replacement: 'She stays', reason: '' },
    { quote: 'Mara waits', replacement: 'third', reason: '' },
    { quote: 'Mara sleeps', replacement: 'x', reason: '' },
  ]
  const placed = toSuggestAnswer({ ...raw, inline }, terms).inlineSuggestions
  expect(placed.map(({ span, replacement }) => [span.start, replacement])).toEqual([
    [0, 'She waits'],
    [12, 'She stays'],
  ])
  const rejected = [{ title: 'Mara waits', content: 'she waits' }]
  const without = toSuggestAnswer({ ...raw, inline: inline.slice(0, 1) }, { ...terms, rejected }).inlineSuggestions
  expect(without).toEqual([])
  const same = [{ quote: 'Mara waits', replacement: 'Mara waits', reason: '' }]
  expect(toSuggestAnswer({ ...raw, inline: same }, terms).inlineSuggestions).toEqual([])
})

test.each<[unknown, string[]]>([
  [undefined, []],
  ['text', []],
  [{ aligned: 'text' }, []],
  [{ aligned: [{ title: '' }] }, []],
  [{ aligned: [{ title: 'A' }, { title: 'B', facts: [{ subject: 'x' }] }, { title: 'C' }] }, ['A', 'B']],
  [{ aligned: [{ title: 'A', content: 1 }], exploratory: [null, { title: 'E' }] }, ['A']],
])('of an unfinished answer %j these nodes can be shown', (partial, titles) => {
  expect(toPartialSuggest(partial, counts).ghostNodes.map(({ title }) => title)).toEqual(titles)
})
