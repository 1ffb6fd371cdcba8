import { expect, test } from 'vitest'
import { neighbour } from './grid-keys.ts'

// Seven tiles in rows of three.
test.each([
  ['ArrowRight', 2, 3],
  ['ArrowLeft', 2, 1],
  ['ArrowDown', 1, 4],
  ['ArrowUp', 4, 1],
  ['Home', 4, 0],
  ['End', 4, 6],
  ['ArrowUp', 1, -2],
  ['ArrowDown', 5, 8],
])('%s from %i leads to %i', (key, from, to) => {
  expect(neighbour(key, from, 7, 3)).toBe(to)
})
