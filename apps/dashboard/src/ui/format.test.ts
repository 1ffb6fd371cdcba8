import { expect, test } from 'vitest'
import { countOf, formatBytes, formatDuration, formatSeconds, formatUsd } from './format.ts'

test('numbers are written for people', () => {
  expect([0, 41_040, 59_900, 3_723_000].map(formatDuration)).toEqual(['0:00', '0:41', '1:00', '1:02:03'])
  expect([1, 999, 1_500, 7_300_000, 5e9].map(formatBytes)).toEqual(['1 byte', '999 bytes', '1.5 kB', '7.3 MB', '5 GB'])
  expect([0, 7, 6_840, 1_234_567].map(formatUsd)).toEqual(['$0.00', 'less than $0.0001', '$0.0068', '$1.2346'])
  expect([formatSeconds(2.06), formatSeconds(3)]).toEqual(['2.1 s', '3 s'])
  expect([countOf(1, 'file'), countOf(2, 'file')]).toEqual(['1 file', '2 files'])
})
