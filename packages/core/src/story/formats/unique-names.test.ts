import { expect, test } from 'vitest'
import { uniqueNames } from './unique-names.ts'

test('names that are alike, or taken from the start, are numbered', () => {
  const names = uniqueNames(50, ['Start'])
  expect(['Hall', 'Hall', 'Start', 'Hall (2)', 'Hall'].map(names.take)).toEqual([
    'Hall',
    'Hall (2)',
    'Start (2)',
    'Hall (2) (2)',
    'Hall (3)',
  ])
})

test('no name is longer than the maximum or ends in half of a pair', () => {
  const names = uniqueNames(21, [])
  expect(names.take('🌊'.repeat(20))).toBe('🌊'.repeat(10))
  expect(names.take('🌊'.repeat(20))).toBe(`${'🌊'.repeat(5)} (2)`)
})

test('very many names that differ at their ends alone are told apart', () => {
  const names = uniqueNames(20, [])
  const wishes = Array.from({ length: 20_000 }, (_, n) => `a long beginning ${n % 1_000}`)
  expect(new Set([...wishes, ...wishes].map(names.take)).size).toBe(40_000)
})
