import { AppError } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JobHouse, openJobHouse } from './testing/open-job-house.ts'
import { startJob } from './start-job.ts'

let house: JobHouse
beforeAll(async () => {
  house = await openJobHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

async function messagesOf(jobId: string): Promise<{ id: string; data: unknown }[]> {
  return house.db.$queryRawUnsafe(`SELECT id::text, data FROM pgboss.job WHERE data->>'jobId' = $1`, jobId)
}

test('a job and its message are committed together', async () => {
  const { userId } = await house.user()
  const job = await house.start(userId, { input: { a: 1 } })
  expect(job).toMatchObject({ status: 'queued', created: true })
  const row = await house.db.job.findUniqueOrThrow({ where: { id: job.id } })
  expect(row).toMatchObject({ userId, kind: 'test', input: { a: 1 }, attempts: 0, revision: 0 })
  expect(await messagesOf(job.id)).toEqual([{ id: row.carrierId, data: { jobId: job.id, attemptBase: 0 } }])
})

test('a transaction that is undone leaves neither', async () => {
  const { userId, ctx } = await house.user()
  let id = ''
  const undone = ctx.transact(async (tx) => {
    ;({ id } = await startJob({ ...tx, clock: house.clock }, { definition: house.definition, userId, input: {} }))
    throw new AppError('LIMIT_EXCEEDED', 'no')
  })
  await expect(undone).rejects.toThrow('no')
  expect(await house.db.job.count({ where: { id } })).toBe(0)
  expect(await messagesOf(id)).toEqual([])
})

test('twenty calls at once under one key make one job with one message', async () => {
  const { userId } = await house.user()
  const started = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      house.start(userId, { input: i % 2 ? { a: 1, b: 2 } : { b: 2, a: 1 }, idempotencyKey: 'once' }),
    ),
  )
  expect(new Set(started.map((job) => job.id)).size).toBe(1)
  expect(started.filter((job) => job.created)).toHaveLength(1)
  expect(await house.db.job.count({ where: { userId } })).toBe(1)
  expect(await messagesOf(started[0]?.id ?? '')).toHaveLength(1)
})

test('twenty calls at once under one key with two inputs make one job; the other input is refused', async () => {
  const { userId } = await house.user()
  const settled = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => house.start(userId, { input: { n: i % 2 }, idempotencyKey: 'k' })),
  )
  const refused = settled.filter((result) => result.status === 'rejected')
  expect(refused).toHaveLength(10)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
  expect(await house.db.job.count({ where: { userId } })).toBe(1)
})

test("a key is the user's own, and another kind of job under it is another input", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const first = await house.start(ann.userId, { idempotencyKey: 'k' })
  const second = await house.start(bob.userId, { idempotencyKey: 'k' })
  expect(second.id).not.toBe(first.id)
  const other = { ...house.definition, kind: 'other' }
  await expect(house.start(ann.userId, { idempotencyKey: 'k', definition: other })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  })
})

test('a key whose transaction was undone is free again', async () => {
  const { userId, ctx } = await house.user()
  const undone = ctx.transact(async (tx) => {
    await startJob(
      { ...tx, clock: house.clock },
      { definition: house.definition, userId, input: { n: 1 }, idempotencyKey: 'k' },
    )
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await house.start(userId, { input: { n: 2 }, idempotencyKey: 'k' })).toMatchObject({ created: true })
})
