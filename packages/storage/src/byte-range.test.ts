import { expect, test } from 'vitest'
import { fitRange, parseRangeHeader } from './byte-range.ts'

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=5-', { start: 5, end: 9 }],
  ['bytes=5-99', { start: 5, end: 9 }],
  ['bytes=-4', { start: 6, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=4-3', null],
  ['bytes=-', null],
  ['bytes=0-1,4-5', null],
  ['items=0-1', null],
  ['bytes=99999999999999999999-', null],
  [undefined, null],
] as const)('of ten bytes the header %s means %j', (header, range) => {
  expect(parseRangeHeader(header, 10)).toEqual(range)
})

test('an empty object can satisfy no range', () => {
  for (const header of ['bytes=0-', 'bytes=-1', 'bytes=0-0']) expect(parseRangeHeader(header, 0)).toBe('unsatisfiable')
  expect(() => fitRange({ start: 0 }, 0)).toThrow(expect.objectContaining({ details: { sizeBytes: 0 } }))
})
