import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressWriter } from './progress-writer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a flood becomes a write each interval, the newest last', async () => {
  const written: [string, number][] = []
  const writer = progressWriter(async (...progress) => void written.push(progress), 250)
  for (let frame = 0; frame <= 1_000; frame++) {
    writer.report('encode', frame / 10)
    await vi.advanceTimersByTimeAsync(1)
  }
  await vi.advanceTimersByTimeAsync(250)
  expect(written.length).toBeGreaterThan(3)
  expect(written.length).toBeLessThanOrEqual(6)
  expect(written.at(-1)).toEqual(['encode', 99])
})

test('progress never goes back, also across stages, and nonsense changes nothing', async () => {
  const written: [string, number][] = []
  const writer = progressWriter(async (...progress) => void written.push(progress), 0)
  for (const [stage, progress] of [
    ['a', 40],
    ['a', 30],
    ['b', 10],
    ['b', Number.NaN],
    ['b', -5],
    ['b', 250],
  ] as const) {
    writer.report(stage, progress)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(written).toEqual([
    ['a', 40],
    ['b', 40],
    ['b', 99],
  ])
})

test('one write at a time, and none once it is closed', async () => {
  let finish = (): void => {}
  const write = vi.fn(() => new Promise<void>((resolve) => void (finish = resolve)))
  const writer = progressWriter(write, 0)
  writer.report('a', 1)
  writer.report('a', 2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(write).toHaveBeenCalledTimes(1)
  let closed = false
  const closing = writer.close().then(() => void (closed = true))
  await vi.advanceTimersByTimeAsync(1)
  expect(closed).toBe(false)
  finish()
  await closing
  writer.report('a', 3)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(write).toHaveBeenCalledTimes(1)
})
