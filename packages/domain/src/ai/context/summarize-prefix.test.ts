import { expect, test } from 'vitest'
import { groupEnds } from './summarize-prefix.ts'

const tokens = [1_000, 1_000, 1_000, 1_000, 5_000, 1_000]

test('one call takes as many pieces as fit, and at least one', () => {
  expect(groupEnds({ tokens, ends: [1, 2, 3, 4, 5, 6] }, 0, 3_000)).toEqual([3, 4, 5, 6])
  expect(groupEnds({ tokens, ends: [2, 4, 6] }, 0, 100_000)).toEqual([6])
})

test('what is summarised already is not taken again', () => {
  expect(groupEnds({ tokens, ends: [2, 4, 6] }, 2, 2_000)).toEqual([4, 6])
  expect(groupEnds({ tokens, ends: [2, 4, 6] }, 6, 2_000)).toEqual([])
})
