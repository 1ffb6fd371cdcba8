import { dayMs, hourMs, minuteMs } from '@cronicl/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type ChoreSchedule, defineChore, nextTick } from './define-chore.ts'

const policy = { concurrency: 1, maxDeliveries: 1, retryDelayMs: 0, timeoutMs: minuteMs }
const define = (schedule: ChoreSchedule) =>
  defineChore({ name: 'test-tidy', payload: z.strictObject({}), policy, schedule })

test.each([
  ['2026-01-01T00:00:00Z', { everyMs: hourMs, offsetMs: 17 * minuteMs }, '2026-01-01T00:17:00.000Z'],
  ['2026-01-01T00:17:00Z', { everyMs: hourMs, offsetMs: 17 * minuteMs }, '2026-01-01T01:17:00.000Z'],
  ['2026-01-01T00:16:59.999Z', { everyMs: hourMs, offsetMs: 17 * minuteMs }, '2026-01-01T00:17:00.000Z'],
  ['2026-12-31T23:59:00Z', { everyMs: dayMs, offsetMs: 3 * hourMs }, '2027-01-01T03:00:00.000Z'],
] as const)('the first time after %s of %j is %s', (at, schedule, next) => {
  expect(nextTick(schedule, new Date(at)).toISOString()).toBe(next)
})

test('a schedule comes round at the same times of every day', () => {
  expect(() => define({ everyMs: 7 * minuteMs, offsetMs: 0 })).toThrow(/divides the day/)
  expect(() => define({ everyMs: hourMs, offsetMs: hourMs })).toThrow(/offset/)
})

test('what comes due by itself needs no payload', () => {
  const payload = z.strictObject({ id: z.string() })
  expect(() =>
    defineChore({ name: 'test-tidy', payload, policy, schedule: { everyMs: hourMs, offsetMs: 0 } }),
  ).toThrow()
})
