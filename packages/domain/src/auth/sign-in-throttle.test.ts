import { addMs } from '@cronicl/core'
import { expect, test } from 'vitest'
import { type Failure, knockOf, waitMs } from './sign-in-throttle.ts'

const now = new Date('2026-01-01T12:00:00Z')
const knock = { account: 'ada', network: 'n1', signedInAt: null }
const failed = (times: number, where: { account?: string; network?: string } = {}, agoMs = 0): Failure[] =>
  Array.from({ length: times }, () => ({ account: 'ada', network: 'n1', ...where, at: addMs(now, -agoMs) }))

test('four failures are free, and the wait doubles from the fifth on to a minute', () => {
  const elsewhere = { network: 'n2' }
  const waits = [4, 5, 6, 7, 8, 9, 50].map((n) => waitMs(failed(n, elsewhere), knock, now) / 1000)
  expect(waits).toEqual([0, 5, 10, 20, 40, 60, 60])
})

test('one network guessing at many accounts waits up to a quarter of an hour', () => {
  const waits = [4, 5, 10, 12, 13, 50].map((n) => waitMs(failed(n, { account: 'other' }), knock, now) / 1000)
  expect(waits).toEqual([0, 5, 160, 640, 900, 900])
})

test('the wait counts from the last failure, and failures are forgotten after a quarter of an hour', () => {
  expect(waitMs([...failed(5, {}, 60_000), ...failed(1, {}, 4_000)], knock, now)).toBe(6_000)
  expect(waitMs(failed(50, {}, 15 * 60_000), knock, now)).toBe(0)
})

test('where the account signed in before, others can not make it wait', () => {
  const signedInAt = addMs(now, -60_000)
  const others = [...failed(50, { network: 'n2' }), ...failed(50, { account: 'other' })]
  expect(waitMs(others, knock, now)).toBeGreaterThan(0)
  expect(waitMs(others, { ...knock, signedInAt }, now)).toBe(0)
  expect(waitMs(failed(5), { ...knock, signedInAt }, now)).toBe(5_000)
  expect(waitMs(failed(5, {}, 60_001), { ...knock, signedInAt }, now)).toBe(0)
})

test('a guesser that fails as often as it may is shut out before the owner of the account', () => {
  const failures: Failure[] = []
  let clock = now
  let longestForOwner = 0
  for (let n = 0; n < 100; n++) {
    clock = addMs(clock, waitMs(failures, knock, clock))
    failures.push({ account: 'ada', network: 'n1', at: clock })
    longestForOwner = Math.max(longestForOwner, waitMs(failures, { ...knock, network: 'n2' }, clock))
  }
  expect(longestForOwner).toBeLessThanOrEqual(60_000)
  // Hundred guesses take hours, most of which the account's door stands open for its owner.
  expect(clock.getTime() - now.getTime()).toBeGreaterThan(2 * 3600_000)
})

test('a knock holds no address that was typed', () => {
  expect(JSON.stringify(knockOf('ada@example.com', '203.0.113.1'))).not.toContain('ada')
  expect(knockOf('ada@example.com', '2001:db8::1')).toEqual(knockOf('ada@example.com', '2001:db8::2'))
})
