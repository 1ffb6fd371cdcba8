import { secondMs, silentLogger } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { type TestDatabase, createTestDatabase } from '@cronicl/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { defineJob, jobPayload } from '../definitions/define-job.ts'
import type { ConsumeOptions, Delivery } from '../queue.ts'
import { consume } from './consume.ts'
import { createSender } from './create-sender.ts'
import { installQueue } from './install-queue.ts'

const policy = { concurrency: 1, maxFailures: 1, retryDelaysMs: [], maxDeaths: 0, timeoutMs: 10 * secondMs }
const swift = defineJob({ name: 'test-swift', kind: 'swift', payload: jobPayload, policy })
const fatal = defineJob({ name: 'test-fatal', kind: 'fatal', payload: jobPayload, policy })

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  db = database.db
  await Promise.all([installQueue(database.url, [swift, fatal]), installQueue(database.url, [swift, fatal])])
})
afterAll(() => database[Symbol.asyncDispose]())

const options: Pick<ConsumeOptions<typeof swift>, 'onDelivery' | 'onDeadLetter' | 'log'> = {
  onDelivery: async () => {},
  onDeadLetter: async () => {},
  log: silentLogger,
}
const payload = { jobId: 'job_1', attemptBase: 0 }

async function messages(): Promise<{ id: string; name: string; state: string }[]> {
  return db.$queryRawUnsafe(`SELECT id::text, name, state::text FROM pgboss.job WHERE name LIKE 'test-%'`)
}

test('a message exists if and only if its transaction committed', async () => {
  const sender = createSender(db)
  const kept = await transact(db, async (tx) => sender.within(tx)(swift, payload, { startAfterMs: 60_000 }))
  const undone = transact(db, async (tx) => {
    await sender.within(tx)(swift, payload)
    throw new Error('changed my mind')
  })
  await expect(undone).rejects.toThrow('changed my mind')
  expect(await messages()).toEqual([{ id: kept, name: 'test-swift', state: 'created' }])
  await db.$executeRawUnsafe('DELETE FROM pgboss.job')
})

test('a payload that the definition does not know is refused before it is sent', async () => {
  const enqueue = createSender(db).within(db)
  await expect(enqueue(swift, { ...payload, prompt: 'a castle' } as typeof payload)).rejects.toThrow(/prompt/)
  expect(await messages()).toEqual([])
})

test('messages are picked up by notification, every one of a burst, long before the next look', async () => {
  const seen: string[] = []
  const consumer = await consume({
    ...options,
    url: database.url,
    definitions: [swift],
    pollMs: 600_000,
    onDelivery: async ({ carrierId }) => void seen.push(carrierId),
  })
  try {
    // Once idle, nothing but a notification can wake it.
    const first = await createSender(db).within(db)(swift, payload)
    await vi.waitFor(() => expect(seen).toEqual([first]), { interval: 5 })
    const burst = await transact(db, async (tx) => {
      const ids: string[] = []
      for (let i = 0; i < 20; i++) ids.push(await createSender(db).within(tx)(swift, payload))
      return ids
    })
    await vi.waitFor(() => expect([...seen].sort()).toEqual([first, ...burst].sort()), { interval: 5, timeout: 5_000 })
  } finally {
    await consumer.drain()
    await consumer.close()
  }
})

test('a message that was let go in hand is delivered again, with a higher number', async () => {
  const retried = defineJob({ ...swift, name: 'test-retried', policy: { ...policy, maxDeaths: 3 } })
  await installQueue(database.url, [retried])
  const held: Delivery[] = []
  const first = await consume({
    ...options,
    url: database.url,
    definitions: [retried],
    onDelivery: (delivery) =>
      new Promise((resolve) => {
        held.push(delivery)
        delivery.signal.addEventListener('abort', () => resolve())
      }),
  })
  const carrierId = await createSender(db).within(db)(retried, payload)
  await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 5 })
  await first.close()
  expect(held[0]?.signal.aborted).toBe(true)
  const again: Delivery[] = []
  const second = await consume({
    ...options,
    url: database.url,
    definitions: [retried],
    onDelivery: async (delivery) => void again.push(delivery),
  })
  try {
    await vi.waitFor(() => expect(again).toHaveLength(1), { timeout: 5_000 })
    expect(again[0]).toMatchObject({ carrierId, payload, number: 2 })
  } finally {
    await second.drain()
    await second.close()
  }
})

test('a message whose worker fell silent once too often ends as a dead letter, and its holder is told', async () => {
  const delivered: Delivery[] = []
  const dead: unknown[] = []
  const consumer = await consume({
    ...options,
    url: database.url,
    definitions: [fatal],
    onDelivery: (delivery) =>
      new Promise((resolve) => {
        delivered.push(delivery)
        delivery.signal.addEventListener('abort', () => resolve())
      }),
    onDeadLetter: async (letter) => void dead.push(letter),
  })
  try {
    const carrierId = await createSender(db).within(db)(fatal, payload)
    await vi.waitFor(() => expect(delivered).toHaveLength(1), { interval: 5 })
    await db.$executeRawUnsafe(
      `UPDATE pgboss.job SET heartbeat_on = now() - interval '11 seconds' WHERE id = $1::uuid`,
      carrierId,
    )
    await vi.waitFor(() => expect(dead).toEqual([{ definitionName: 'test-fatal', carrierId, payload }]), {
      timeout: 10_000,
    })
    await vi.waitFor(() => expect(delivered[0]?.signal.aborted).toBe(true), { timeout: 10_000 })
  } finally {
    await consumer.drain()
    await consumer.close()
  }
})
