import { expect, test } from 'vitest'
import { inputHash } from './input-hash.ts'

test('the order of keys, at any depth, does not matter', () => {
  expect(inputHash('render', { a: 1, b: [{ c: 2, d: 3 }] })).toBe(
    inputHash('render', { b: [{ d: 3, c: 2 }], a: 1, e: undefined }),
  )
})

test.each([
  ['another kind', inputHash('ingest', { a: 1 })],
  ['another value', inputHash('render', { a: 2 })],
  ['another type', inputHash('render', { a: '1' })],
  ['another field', inputHash('render', { a: 1, b: null })],
  ['another order of a list', inputHash('render', { a: [2, 1] })],
])('%s is another hash', (_name, hash) => {
  expect([inputHash('render', { a: 1 }), inputHash('render', { a: [1, 2] })]).not.toContain(hash)
})
