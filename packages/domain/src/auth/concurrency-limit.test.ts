import { expect, test } from 'vitest'
import { limitConcurrency } from './concurrency-limit.ts'

function gatedWork() {
  const started: number[] = []
  const gates: PromiseWithResolvers<void>[] = []
  return {
    started,
    start: (n: number) => async () => {
      started.push(n)
      const gate = Promise.withResolvers<void>()
      gates[n] = gate
      await gate.promise
      return n
    },
    finish: (n: number) => gates[n]?.resolve(),
    fail: (n: number) => gates[n]?.reject(new Error('failed')),
  }
}

test('no more than the limit runs at once, and the rest follows in order', async () => {
  const run = limitConcurrency({ running: 2, waiting: 10 })
  const work = gatedWork()
  const results = [0, 1, 2, 3].map((n) => run(work.start(n)))
  expect(work.started).toEqual([0, 1])
  work.finish(1)
  expect(await results[1]).toBe(1)
  expect(work.started).toEqual([0, 1, 2])
  work.finish(0)
  await results[0]
  expect(work.started).toEqual([0, 1, 2, 3])
  work.finish(2)
  work.finish(3)
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3])
})

test('a work that fails gives its place back', async () => {
  const run = limitConcurrency({ running: 1, waiting: 1 })
  const work = gatedWork()
  const failing = run(work.start(0))
  work.fail(0)
  await expect(failing).rejects.toThrow('failed')
  await expect(run(async () => 'next')).resolves.toBe('next')
})

test('what can not even wait is refused with the time to come back', async () => {
  const run = limitConcurrency({ running: 1, waiting: 1 })
  const work = gatedWork()
  const first = run(work.start(0))
  const second = run(async () => 'waited')
  await expect(run(async () => 'never')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterS: 2 } })
  work.finish(0)
  await first
  await expect(second).resolves.toBe('waited')
})
