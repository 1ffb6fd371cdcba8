import { expect, test } from 'vitest'
import { formatUs, framesAt, parseRational, samplesAt, toUs, usAt } from './rational.ts'

const ntsc = { num: 30_000, den: 1001 }

test('a moment falls on the nearest frame boundary', () => {
  expect(framesAt({ num: 25, den: 1 }, toUs(41.038))).toBe(1026)
  expect(framesAt(ntsc, toUs(10))).toBe(300)
  expect(framesAt(ntsc, 0)).toBe(0)
})

test('frames, microseconds and samples of three hours agree with exact arithmetic', () => {
  const frames = framesAt(ntsc, toUs(10_800))
  expect(frames).toBe(Number((10_800n * 30_000n + 500n) / 1001n))
  expect(samplesAt(ntsc, frames)).toBe(Number((BigInt(frames) * 1001n * 48_000n + 15_000n) / 30_000n))
  expect(framesAt(ntsc, usAt(ntsc, frames))).toBe(frames)
})

test('thousand clips of a length that is no whole number of frames do not drift', () => {
  let us = 0
  for (let i = 0; i < 1000; i++) us += toUs(0.13)
  expect(framesAt({ num: 25, den: 1 }, us)).toBe(3250)
})

test('rates are read in lowest terms and refused when they are none', () => {
  expect(parseRational('60000/2002')).toEqual({ num: 30_000, den: 1001 })
  expect(parseRational('0/0')).toBeNull()
  expect(parseRational(undefined)).toBeNull()
})

test('seconds are written without exponent or trailing zeros', () => {
  expect([0, 1, 500_000, 12_345_678].map(formatUs)).toEqual(['0', '0.000001', '0.5', '12.345678'])
  expect(formatUs(10_000_000)).toBe('10')
})
