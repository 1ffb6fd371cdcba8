import { dayMs, secondMs, silentLogger } from '@cronicl/core'
import { type TestDatabase, createTestDatabase } from '@cronicl/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type ChoreDefinition, defineChore } from '../chores/define-chore.ts'
import type { ChoreConsumption, Consumer } from '../queue.ts'
import { consume } from './consume.ts'
import { createSender } from './create-sender.ts'
import { installQueue } from './install-queue.ts'

const policy = { concurrency: 2, maxDeliveries: 1, retryDelayMs: 0, timeoutMs: 10 * secondMs }
const any = z.strictObject({ n: z.int().optional() })
const tidy = defineChore({ name: 'tidy', payload: any, policy, schedule: { everyMs: dayMs, offsetMs: 0 } })
const turned = defineChore({ name: 'turned', payload: any, policy, schedule: { everyMs: dayMs, offsetMs: 0 } })
const grouped = defineChore({ name: 'grouped', payload: any, policy: { ...policy, concurrency: 3, perGroup: 1 } })
const stubborn = defineChore({ name: 'stubborn', payload: any, policy: { ...policy, maxDeliveries: 3 } })

let database: TestDatabase
const consumers: Consumer[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  await installQueue(database.url, [], [tidy, turned, grouped, stubborn])
})
afterAll(async () => {
  for (const consumer of consumers) {
    await consumer.drain()
    await consumer.close()
  }
  await database[Symbol.asyncDispose]()
})

async function open(definition: ChoreDefinition, onDelivery: ChoreConsumption['onDelivery']): Promise<Consumer> {
  const consumer = await consume({
    url: database.url,
    definitions: [],
    onDelivery: async () => {},
    onDeadLetter: async () => {},
    chores: { definitions: [definition], onDelivery },
    log: silentLogger,
  })
  consumers.push(consumer)
  return consumer
}

const ticks = (name: string): Promise<{ at: Date; state: string }[]> =>
  database.db.$queryRawUnsafe(
    `SELECT start_after AS at, state::text FROM pgboss.job WHERE name = '${name}' ORDER BY start_after`,
  )

test('of many hosts one plants the next tick, and each tick is run once', async () => {
  const runs = vi.fn(async () => {})
  await Promise.all([open(tidy, runs), open(tidy, runs), open(tidy, runs)])
  const [tick, ...more] = await ticks('tidy')
  expect(more).toEqual([])
  expect(tick?.state).toBe('created')
  expect((tick?.at.getTime() ?? 1) % dayMs).toBe(0)
  await database.db.$executeRawUnsafe(`UPDATE pgboss.job SET start_after = now() WHERE name = 'tidy'`)
  await vi.waitFor(() => expect(runs).toHaveBeenCalledOnce(), { timeout: 10 * secondMs })
  // Its id keeps the place: whoever plants it again, before midnight, plants nothing.
  await open(tidy, runs)
  await vi.waitFor(async () => expect((await ticks('tidy')).map(({ state }) => state)).toEqual(['completed']), {
    timeout: 5 * secondMs,
  })
  expect(runs).toHaveBeenCalledOnce()
})

test('a host whose clock is wrong plants what all others plant', async () => {
  await open(turned, async () => {})
  const before = await ticks('turned')
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-05T05:05:05Z') })
  try {
    await open(turned, async () => {})
  } finally {
    vi.useRealTimers()
  }
  expect(await ticks('turned')).toEqual(before)
})

test('one message of a group is in hand at a time, and other groups do not wait for it', async () => {
  const inHand = new Map<string, number>()
  const mostOf = new Map<string, number>()
  const hold = Promise.withResolvers<void>()
  let done = 0
  await open(grouped, async ({ payload }) => {
    const group = (payload as { n: number }).n === 0 ? 'slow' : 'swift'
    const now = (inHand.get(group) ?? 0) + 1
    inHand.set(group, now)
    mostOf.set(group, Math.max(mostOf.get(group) ?? 0, now))
    if (group === 'slow') await hold.promise
    inHand.set(group, now - 1)
    done++
  })
  const enqueue = createSender(database.db).within(database.db)
  for (let i = 0; i < 3; i++) await enqueue(grouped, { n: 0 }, { group: 'slow' })
  for (let i = 0; i < 5; i++) await enqueue(grouped, { n: 1 }, { group: 'swift' })
  await vi.waitFor(() => expect(done).toBe(5), { timeout: 15 * secondMs })
  hold.resolve()
  await vi.waitFor(() => expect(done).toBe(8), { timeout: 15 * secondMs })
  expect(Object.fromEntries(mostOf)).toEqual({ slow: 1, swift: 1 })
})

test('a chore that fails comes again as often as its policy says, and then no more', async () => {
  const numbers: number[] = []
  await open(stubborn, async ({ number }) => {
    numbers.push(number)
    throw new Error('not today')
  })
  await createSender(database.db).within(database.db)(stubborn, {})
  const states = async (): Promise<string[]> => (await ticks('stubborn')).map(({ state }) => state)
  await vi.waitFor(async () => expect(await states()).toEqual(['failed']), { timeout: 30 * secondMs })
  expect(numbers).toEqual([1, 2, 3])
})
