import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { streamAnswer } from './stream-answer.ts'

const all = async <T>(events: AsyncIterable<T>): Promise<T[]> => {
  const told: T[] = []
  for await (const event of events) told.push(event)
  return told
}

test('everything that was told comes in order, and the answer last', async () => {
  const events = streamAnswer<{ n: number }, { sum: number }>(async (tell) => {
    tell({ n: 1 })
    await turn()
    tell({ n: 2 })
    tell({ n: 3 })
    return { sum: 6 }
  })
  expect(await all(events)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { type: 'done', sum: 6 }])
})

test('a failure comes after what was told before it', async () => {
  const told: object[] = []
  const read = async (): Promise<void> => {
    for await (const event of streamAnswer<{ n: number }, object>(async (tell) => {
      tell({ n: 1 })
      throw new Error('no more')
    }))
      told.push(event)
  }
  await expect(read()).rejects.toThrow('no more')
  expect(told).toEqual([{ n: 1 }])
})

test('who leaves while nothing comes stops the work, and waits for its end', async () => {
  let ended = false
  const events = streamAnswer<{ n: number }, object>(async (tell, signal) => {
    tell({ n: 1 })
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await turn()
    ended = true
    throw signal.reason
  })
  await events.next()
  const waiting = events.next()
  await events.return()
  expect(ended).toBe(true)
  expect(await waiting).toEqual({ value: undefined, done: true })
})
