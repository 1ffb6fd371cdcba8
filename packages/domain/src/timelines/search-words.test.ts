import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toSearchWords } from './search-words.ts'

test('the last word may be the beginning of a longer one', () => {
  expect(toSearchWords('  dark lighth ')).toEqual({ all: 'dark lighth', before: 'dark ', beginning: 'lighth' })
  expect(toSearchWords('灯台')).toMatchObject({ before: '', beginning: '灯台' })
})

test.each(['-lamp', '"the lamp', 'the lamp!', 'a-lamp', "o'lamp", '', '   '])('not in %j', (query) => {
  expect(toSearchWords(query).beginning).toBeNull()
})

test('what goes into the notation of Postgres is letters and digits alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (query) => {
      const { all, beginning } = toSearchWords(query)
      expect(all).not.toContain('\0')
      expect(all.isWellFormed()).toBe(true)
      expect(beginning ?? 'x').toMatch(/^[\p{L}\p{M}\p{N}]+$/u)
    }),
  )
})
