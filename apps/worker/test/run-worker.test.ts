import { AppError, secondMs } from '@cronicl/core'
import type { RunningJob } from '@cronicl/domain'
import { type JobDefinition, defineJob, jobPayload } from '@cronicl/jobs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { work } from '../src/work.ts'
import { type WorkerHouse, openWorkerHouse } from './worker-house.ts'

const policy = { concurrency: 2, maxFailures: 2, retryDelaysMs: [1], maxDeaths: 3, timeoutMs: 60 * secondMs }
const define = (name: string, changes: Partial<typeof policy> = {}): JobDefinition =>
  defineJob({ name, kind: name, payload: jobPayload, policy: { ...policy, ...changes } })
const quick = define('test-quick')
const flaky = define('test-flaky')
const idle = define('test-idle')
const slow = define('test-slow', { timeoutMs: 1 * secondMs, maxFailures: 1 })
const deadly = define('test-deadly', { maxDeaths: 0 })
const handed = define('test-handed')
const late = define('test-late')

let house: WorkerHouse
beforeAll(async () => {
  house = await openWorkerHouse([quick, flaky, idle, slow, deadly, handed, late])
})
afterAll(() => house[Symbol.asyncDispose]())

const rowOf = (id: string) => house.db.job.findUniqueOrThrow({ where: { id } })
const until = (id: string, columns: object): Promise<void> =>
  vi.waitFor(async () => expect(await rowOf(id)).toMatchObject(columns), { timeout: 15 * secondMs, interval: 20 })

/** A handler that only ends when it is told to. */
const untilStopped = (running: RunningJob): Promise<void> =>
  new Promise((_resolve, reject) => {
    if (running.signal.aborted) reject(running.signal.reason)
    running.signal.addEventListener('abort', () => reject(running.signal.reason), { once: true })
  })

test('a job is run by its handler and ends as succeeded', async () => {
  await house.work(quick, async (_ctx, running) => {
    running.report('work', 50)
    await running.succeed({ outputs: [], costMicroUsd: 5 })
  })
  const id = await house.start(quick, { a: 1 })
  await until(id, { status: 'succeeded', attempts: 1, failures: 0, costMicroUsd: 5n })
})

test('an error that may pass is tried again; the job ends once, with the attempt that made it', async () => {
  await house.work(flaky, async (_ctx, running) => {
    if (running.attempt === 1) throw new AppError('UPSTREAM_ERROR', 'not now')
    await running.succeed({ outputs: [] })
  })
  const id = await house.start(flaky)
  await until(id, { status: 'succeeded', attempts: 2, failures: 1, errorCode: null })
})

test('a handler that returns without an outcome has failed, and so has one that will not stop in time', async () => {
  await house.work(idle, async () => {})
  await house.work(slow, (_ctx, running) => untilStopped(running))
  const [idler, slowpoke] = [await house.start(idle), await house.start(slow)]
  await until(idler, { status: 'failed', errorCode: 'INTERNAL_ERROR', failures: 2 })
  await until(slowpoke, {
    status: 'failed',
    errorCode: 'INTERNAL_ERROR',
    errorMessage: expect.stringContaining('longer'),
  })
})

test('a job whose workers died too often is failed, visibly', async () => {
  const running = vi.fn()
  await house.work(deadly, async (_ctx, job) => {
    running()
    await untilStopped(job)
  })
  const id = await house.start(deadly)
  await vi.waitFor(() => expect(running).toHaveBeenCalledOnce(), { interval: 5 })
  await house.db.$executeRawUnsafe(
    `UPDATE pgboss.job SET heartbeat_on = now() - interval '11 seconds' WHERE data->>'jobId' = $1`,
    id,
  )
  await until(id, {
    status: 'failed',
    errorCode: 'INTERNAL_ERROR',
    errorMessage: expect.stringContaining('interrupted too often'),
  })
})

test('a worker that stops hands back what it cannot finish, and another goes on with it', async () => {
  const id = await house.start(handed)
  const first = vi.fn()
  const worker = await house.work(handed, async (_ctx, job) => {
    first()
    await untilStopped(job)
  })
  await vi.waitFor(() => expect(first).toHaveBeenCalledOnce(), { interval: 5 })
  await worker.stop({ finishMs: 0 })
  // A fetch that was on its way may have brought the job once more; it went straight back.
  const { attempts } = await rowOf(id)
  expect(await rowOf(id)).toMatchObject({ status: 'queued', failures: 0 })
  await house.work(handed, (_ctx, job) => job.succeed({ outputs: [] }))
  await until(id, { status: 'succeeded', attempts: attempts + 1, failures: 0 })
})

test('a job that arrives while its worker is shutting down goes straight back', async () => {
  const id = await house.start(late)
  const { carrierId } = await rowOf(id)
  await work({
    ctx: house.context,
    delivery: {
      definition: late,
      carrierId,
      payload: { jobId: id, attemptBase: 0 },
      number: 1,
      signal: new AbortController().signal,
    },
    handler: async (_ctx, job) => job.signal.throwIfAborted(),
    shutdown: AbortSignal.abort(),
  })
  const row = await rowOf(id)
  expect(row).toMatchObject({ status: 'queued', attempts: 1, failures: 0 })
  expect(row.carrierId).not.toBe(carrierId)
})
