import { expect, test } from 'vitest'
import { gainTo, integratedLoudness, masterOf, peakLimit } from './loudness.ts'

const blocks = (loudness: number, count: number): number[] => Array.from({ length: count }, () => loudness)

test('silence, and what is far quieter than the rest, does not count', () => {
  expect(integratedLoudness(blocks(-23, 10))).toBeCloseTo(-23)
  expect(integratedLoudness([...blocks(-23, 10), ...blocks(-120, 1000)])).toBeCloseTo(-23)
  expect(integratedLoudness([...blocks(-20, 100), ...blocks(-45, 100)])).toBeCloseTo(-20)
  expect(integratedLoudness([...blocks(-20, 100), ...blocks(-26, 100)])).toBeCloseTo(-22.04, 1)
  expect(integratedLoudness(blocks(-90, 10))).toBeNull()
})

test('the gain is what is missing, but no more than 30 dB', () => {
  expect(20 * Math.log10(gainTo(-16, blocks(-22, 10)))).toBeCloseTo(6, 3)
  expect(20 * Math.log10(gainTo(-23, blocks(-13, 10)))).toBeCloseTo(-10, 3)
  expect(20 * Math.log10(gainTo(-14, blocks(-65, 10)))).toBeCloseTo(30, 3)
  expect(gainTo(-16, [])).toBe(1)
})

test('peaks are held down only where the gain makes them too high', () => {
  expect(masterOf(2, { peak: peakLimit / 2 })).toEqual({ gain: 2, limited: false })
  expect(masterOf(2, { peak: peakLimit / 2 + 0.001 })).toEqual({ gain: 2, limited: true })
})
