import { secondMs } from '@cronicl/core'
import { endJob } from '@cronicl/domain'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { spawnTestWorker } from './processes/spawn-test-worker.ts'
import { type TestWorkerMessage, effectsTable, testWork } from './processes/test-work.ts'
import { type WorkerHouse, openWorkerHouse } from './worker-house.ts'

let house: WorkerHouse
beforeAll(async () => {
  house = await openWorkerHouse([testWork])
})
afterAll(() => house[Symbol.asyncDispose]())

const rowOf = (id: string) => house.db.job.findUniqueOrThrow({ where: { id } })

async function spawn(finishMs: number, quiet = false) {
  const heard: TestWorkerMessage[] = []
  const worker = await spawnTestWorker({ url: house.url, concurrency: 2, finishMs, quiet }, (message) =>
    heard.push(message),
  )
  const hears = (message: Partial<TestWorkerMessage>, timeout = 10 * secondMs): Promise<void> =>
    vi.waitFor(() => expect(heard).toContainEqual(expect.objectContaining(message)), { timeout, interval: 5 })
  return { ...worker, hears }
}

test('at SIGTERM a process finishes what it can, hands back the rest at once, and ends', async () => {
  const first = await spawn(1_000)
  const short = await house.start(testWork, { workMs: 300, effect: false })
  const long = await house.start(testWork, { workMs: 60_000, effect: false })
  await Promise.all([first.hears({ type: 'picked', jobId: short }), first.hears({ type: 'picked', jobId: long })])
  first.kill('SIGTERM')
  const second = await spawn(0)
  // Long before a heartbeat could be missed.
  await second.hears({ type: 'picked', jobId: long, attempt: 2 }, 5_000)
  expect(await first.exited).toEqual({ code: 0, signal: null })
  expect(await rowOf(short)).toMatchObject({ status: 'succeeded', attempts: 1 })
  expect(await rowOf(long)).toMatchObject({ status: 'running', attempts: 2, failures: 0 })

  // Canceled from another process, the handler is told within two seconds.
  await endJob(house.context, { id: long }, { status: 'canceled' })
  await second.hears({ type: 'stopped', jobId: long, attempt: 2 }, 2_000)
  second.kill('SIGTERM')
  expect(await second.exited).toEqual({ code: 0, signal: null })
  expect(await rowOf(long)).toMatchObject({ status: 'canceled' })
})

test('a process that fell silent loses its job to another and is told so', async () => {
  const workers = [await spawn(0), await spawn(0)] as const
  const id = await house.start(testWork, { workMs: 60_000, effect: false })
  const holder = await Promise.any(
    workers.map((worker) => worker.hears({ type: 'picked', jobId: id, attempt: 1 }).then(() => worker)),
  )
  await house.db.$executeRawUnsafe(
    `UPDATE pgboss.job SET heartbeat_on = now() - interval '11 seconds' WHERE data->>'jobId' = $1`,
    id,
  )
  await Promise.any(workers.map((worker) => worker.hears({ type: 'picked', jobId: id, attempt: 2 })))
  await holder.hears({ type: 'stopped', jobId: id, attempt: 1 })
  await endJob(house.context, { id }, { status: 'canceled' })
  for (const worker of workers) worker.kill('SIGTERM')
  expect(await Promise.all(workers.map((worker) => worker.exited))).toEqual([
    { code: 0, signal: null },
    { code: 0, signal: null },
  ])
})

test('a worker outlives the loss of every connection to the database, and loses and doubles nothing', async () => {
  await house.db.$executeRawUnsafe(effectsTable)
  const worker = await spawn(0, true)
  const ids: string[] = []
  for (let i = 0; i < 30; i++) ids.push(await house.start(testWork, { workMs: 50, effect: true }))
  const done = (): Promise<number> => house.db.job.count({ where: { id: { in: ids }, status: 'succeeded' } })
  for (const least of [3, 10, 17]) {
    await vi.waitFor(async () => expect(await done()).toBeGreaterThanOrEqual(least), {
      timeout: 30 * secondMs,
      interval: 10,
    })
    await house.db.$executeRawUnsafe(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
  }
  await vi.waitFor(async () => expect(await done()).toBe(ids.length), { timeout: 40 * secondMs })
  const effects = await house.db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM test_effects GROUP BY job_id`
  expect(effects).toEqual(ids.map(() => ({ n: 1 })))
  worker.kill('SIGTERM')
  expect(await worker.exited).toEqual({ code: 0, signal: null })
})
