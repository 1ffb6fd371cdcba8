import { expect, test } from 'vitest'
import { chooseElements } from './choose-elements.ts'
import { rankElements } from './rank-elements.ts'
import type { BibleElement, PathNode } from './story-source.ts'

const element = (name: string, more: Partial<BibleElement> = {}): BibleElement => ({
  kind: 'character',
  name,
  description: '',
  fields: {},
  pinned: false,
  ...more,
})
const path = (...contents: string[]): PathNode[] => contents.map((content) => ({ id: null, title: '', content }))
const names = (elements: BibleElement[]) => elements.map(({ name }) => name)
const room = { pinnedTokens: 1_000, tokens: 1_000, count: (text: string) => text.length }

test('what the path names most and latest comes first, and what it never names not at all', () => {
  const story = path('Ilan and Ilan and Ilan.', ...Array.from({ length: 30 }, () => 'Rain.'), 'Mara waits.')
  const bible = [element('Wren'), element('Ilan'), element('Mara')]
  expect(names(rankElements(bible, story))).toEqual(['Mara', 'Ilan'])
  expect(names(rankElements(bible, path('Ilan, Ilan.', 'Mara.')))).toEqual(['Ilan', 'Mara'])
})

test('a mention at the very beginning of a long path still counts', () => {
  const story = path('Ilan leaves.', ...Array.from({ length: 500 }, () => 'Rain.'))
  expect(names(rankElements([element('Ilan')], story))).toEqual(['Ilan'])
})

test('pinned elements go in unnamed, and take room from the others', () => {
  const bible = [element('Mara'), element('Wren', { pinned: true }), element('Ilan')]
  expect(names(chooseElements(bible, path('Mara and Ilan, Mara.'), room))).toEqual(['Wren', 'Mara', 'Ilan'])
  const tight = { ...room, tokens: 130 }
  expect(names(chooseElements(bible, path('Mara and Ilan, Mara.'), tight))).toEqual(['Wren', 'Mara'])
})

test('one that is too large leaves its room to the next', () => {
  const bible = [element('Mara', { description: 'x'.repeat(2_000) }), element('Ilan')]
  expect(names(chooseElements(bible, path('Mara, Mara, Ilan.'), room))).toEqual(['Ilan'])
})

test('pinned elements that do not fit are refused, with how much they take', () => {
  const bible = [element('Mara', { pinned: true, description: 'x'.repeat(2_000) })]
  expect(() => chooseElements(bible, path(''), room)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_ERROR', message: expect.stringMatching(/take 20\d\d tokens.*1000/) }),
  )
})
