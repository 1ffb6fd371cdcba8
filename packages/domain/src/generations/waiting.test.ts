import { expect, test } from 'vitest'
import { backOffMs, openWaiting } from './waiting.ts'

/** News of one job, told by hand. */
function bell() {
  const wakes = new Set<() => void>()
  return {
    wakes,
    onWake: (_: string, wake: () => void) => {
      wakes.add(wake)
      return () => void wakes.delete(wake)
    },
    ring: () => {
      for (const wake of wakes) wake()
    },
  }
}

const never = new AbortController().signal
const anHour = 3_600_000

test('a wait ends when it is woken', async () => {
  const news = bell()
  const waiting = openWaiting(news, 'job')
  const wait = waiting.next(anHour, never)
  news.ring()
  await wait
  waiting.close()
  expect(news.wakes.size).toBe(0)
})

test('a call between two waits ends the next one at once, and only that one', async () => {
  const news = bell()
  const aborted: boolean[] = []
  const waiting = openWaiting(news, 'job', async (_ms, signal) => void aborted.push(signal.aborted))
  news.ring()
  news.ring()
  await waiting.next(anHour, never)
  await waiting.next(anHour, never)
  expect(aborted).toEqual([true, false])
})

test('an attempt that must stop does not wait on', async () => {
  const stop = new AbortController()
  const waiting = openWaiting(bell(), 'job')
  const wait = waiting.next(anHour, stop.signal)
  stop.abort(new Error('shutdown'))
  await expect(wait).rejects.toThrow('shutdown')
})

test('waits grow by half, up to 15 s', () => {
  expect([0, 1, 2, 20, 10_000].map((count) => backOffMs(count, 1_000))).toEqual([1_000, 1_500, 2_250, 15_000, 15_000])
})
