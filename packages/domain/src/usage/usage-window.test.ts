import { expect, test } from 'vitest'
import { windowEnd, windowStart } from './usage-window.ts'

test('what there is now is counted since ever and for ever', () => {
  expect(windowStart('total', new Date('2026-11-21T12:00:00Z'))).toEqual(new Date(0))
  expect(windowEnd('total', new Date('2026-11-21T12:00:00Z'))).toBeNull()
})

test.each([
  ['day', '2026-11-21T23:59:59.999Z', '2026-11-21', '2026-11-22'],
  ['day', '2026-12-31T00:00:00.000Z', '2026-12-31', '2027-01-01'],
  ['day', '2028-02-28T12:00:00.000Z', '2028-02-28', '2028-02-29'],
  ['month', '2026-11-30T23:59:59.999Z', '2026-11-01', '2026-12-01'],
  ['month', '2026-12-01T00:00:00.000Z', '2026-12-01', '2027-01-01'],
] as const)('the %s of %s goes from %s to %s', (window, at, start, end) => {
  expect(windowStart(window, new Date(at)).toISOString()).toBe(`${start}T00:00:00.000Z`)
  expect(windowEnd(window, new Date(at))?.toISOString()).toBe(`${end}T00:00:00.000Z`)
})
