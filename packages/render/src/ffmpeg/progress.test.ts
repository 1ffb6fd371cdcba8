import { expect, test } from 'vitest'
import { progressReader } from './progress.ts'

test('progress follows FFmpeg’s clock, never falls and ends at 1', () => {
  const seen: number[] = []
  const read = progressReader(2000, (fraction) => seen.push(fraction))
  for (const line of ['frame=0', 'out_time_us=N/A', 'out_time_us=-9223372036854775807', 'progress=continue']) read(line)
  expect(seen).toEqual([])
  for (const line of [
    'out_time_us=500000',
    'out_time_us=400000',
    'out_time_us=1000000',
    'out_time_us=9000000',
    'progress=end',
  ])
    read(line)
  expect(seen).toEqual([0.25, 0.5, 1])
})

test('a film too short for a report still ends at 1', () => {
  const seen: number[] = []
  progressReader(40, (fraction) => seen.push(fraction))('progress=end')
  expect(seen).toEqual([1])
})
