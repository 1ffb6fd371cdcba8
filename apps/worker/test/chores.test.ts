import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, secondMs, silentLogger } from '@cronicl/core'
import { createTestDatabase } from '@cronicl/db/testing'
import { createWebhookEndpoint } from '@cronicl/domain'
import { openReceiver } from '@cronicl/domain/testing/open-receiver'
import { type ChoreDefinition, createSender, defineChore, installQueue } from '@cronicl/jobs'
import { createRuntime, parseEnv } from '@cronicl/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { ChoreHandler } from '../src/chores/chore-handler.ts'
import { type RunningWorker, runWorker } from '../src/run-worker.ts'
import type { WorkContext } from '../src/work.ts'
import { type WorkerHouse, openWorkerHouse } from './worker-house.ts'

const policy = { concurrency: 1, maxDeliveries: 3, retryDelayMs: 0, timeoutMs: 1 * secondMs }
const define = (name: string) => defineChore({ name, payload: z.strictObject({ n: z.int() }), policy })
const quick = define('chore-quick')
const slow = define('chore-slow')
const handed = define('chore-handed')

let house: WorkerHouse
const workers: RunningWorker[] = []
beforeAll(async () => {
  house = await openWorkerHouse([])
  await installQueue(house.url, [], [quick, slow, handed])
})
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop({ finishMs: 0 })))
  await house[Symbol.asyncDispose]()
})

async function work(
  definition: ChoreDefinition,
  handler: ChoreHandler<{ n: number }, WorkContext>,
): Promise<RunningWorker> {
  const worker = await runWorker<WorkContext, never>({
    url: house.url,
    definitions: [],
    handlers: {},
    context: () => house.context,
    chores: { definitions: [definition], handlers: { [definition.name]: handler }, context: () => house.context },
    log: silentLogger,
  })
  workers.push(worker)
  return worker
}

const send = (definition: typeof quick) => createSender(house.db).within(house.db)(definition, { n: 7 })
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

test('a chore is done by its handler, with what was sent', async () => {
  const done = vi.fn(async () => {})
  await work(quick, done)
  await send(quick)
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce(), { timeout: 10 * secondMs })
  expect(done).toHaveBeenCalledWith(house.context, { n: 7 }, expect.any(AbortSignal))
})

test('one that takes longer than it may is stopped, and tried again', async () => {
  const reasons: unknown[] = []
  await work(slow, async (_ctx, _payload, signal) => {
    if (reasons.length > 0) return void reasons.push('done')
    await untilAborted(signal).catch((reason: unknown) => {
      reasons.push(String(reason))
      throw reason
    })
  })
  await send(slow)
  await vi.waitFor(() => expect(reasons).toEqual([expect.stringContaining('longer'), 'done']), {
    timeout: 20 * secondMs,
  })
})

test('a worker that stops lets a chore finish for a while, then stops it and hands it back', async () => {
  const begun = vi.fn()
  const first = await work(handed, async (_ctx, _payload, signal) => {
    begun()
    await untilAborted(signal)
  })
  await send(handed)
  await vi.waitFor(() => expect(begun).toHaveBeenCalledOnce(), { timeout: 10 * secondMs })
  await first.stop({ finishMs: 0 })
  const done = vi.fn(async () => {})
  await work(handed, done)
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce(), { timeout: 20 * secondMs })
})

test('a worker process tells an endpoint of a job that has ended, within seconds, and ends when it is told to', async () => {
  await using database = await createTestDatabase()
  await using receiver = await openReceiver()
  const home = await mkdtemp(join(tmpdir(), 'cronicl-worker-'))
  const variables = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    JWT_SECRET: 'a secret for tests, long enough to sign',
    CRONICL_HOME: home,
    LOG_LEVEL: 'silent',
    OUTBOUND_ALLOW: receiver.pair,
  }
  const parsed = parseEnv(variables)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  await using runtime = await createRuntime(parsed.env, { service: 'test', log: silentLogger })
  const userId = newId('user')
  const at = runtime.clock.now()
  await database.db.user.create({ data: { id: userId, email: 'ann@example.com', createdAt: at } })
  const actor = { type: 'user', userId, sessionId: 'ses_test', role: 'USER' } as const
  const endpoint = { url: receiver.url, description: '', eventTypes: ['job.succeeded' as const] }
  receiver.secret = (await createWebhookEndpoint(runtime.context({ actor }), endpoint)).secret
  const child = fork(join(import.meta.dirname, '../src/main.ts'), [], {
    env: { PATH: process.env.PATH ?? '', ...variables },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  try {
    await new Promise((resolve) => child.once('message', resolve))
    const job = { kind: 'render', carrierId: crypto.randomUUID(), input: {}, inputHash: '', createdAt: at }
    await database.db.job.create({ data: { id: 'job_1', userId, status: 'running', ...job } })
    await database.db.job.update({ where: { id: 'job_1' }, data: { status: 'succeeded', completedAt: at } })
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 5 * secondMs, interval: 10 })
    expect(receiver.received[0]).toMatchObject({
      verified: true,
      body: { type: 'job.succeeded', data: { id: 'job_1' } },
    })
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(await database.db.webhookDelivery.findFirst()).toMatchObject({ state: 'succeeded', attempts: 1 })
  } finally {
    child.kill('SIGKILL')
    await rm(home, { recursive: true, force: true })
  }
})
