import { expect, test } from 'vitest'
import { linksIn, linkTo } from './links.ts'

test.each([
  ['[[A]]', 'A', 'A'],
  ['[[go->A]]', 'go', 'A'],
  ['[[A<-go]]', 'go', 'A'],
  ['[[go|A]]', 'go', 'A'],
  ['[[a->b->A]]', 'a->b', 'A'],
  ['[[A<-b<-c]]', 'b<-c', 'A'],
  ['[[a|b|A]]', 'a|b', 'A'],
  ['[[A][$x to 1]]', 'A', 'A'],
  ['[[go->A][$x to 1]]', 'go', 'A'],
  ['[[[A]]', '[A', '[A'],
])('%s reads %j and leads to %j', (text, label, target) => {
  expect(linksIn(`x ${text} y`)).toEqual([{ start: 2, end: 2 + text.length, label, target }])
})

test.each(['[[]]', '[[A', '[A]', '[[A\n]]', ']] [['])('%j is no link', (text) => {
  expect(linksIn(text)).toEqual([])
})

test('a link is found behind any number of lines without one', () => {
  const lines = '[ x\n'.repeat(300_000)
  expect(linksIn(`${lines}[[A]] [[B]]`).map(({ target }) => target)).toEqual(['A', 'B'])
})

test('a name that would be read otherwise has no link', () => {
  expect(['A', 'a->b', 'a|b', 'a]]b', 'a][b', ''].map(linkTo)).toEqual(['[[A]]', null, null, null, null, null])
})
