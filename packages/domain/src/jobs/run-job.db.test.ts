import { AppError, type ErrorCode } from '@cronicl/core'
import { mediaIngest } from '@cronicl/jobs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buryJob } from './bury-job.ts'
import { cancelJob } from './cancel-job.ts'
import { type ClaimedJob, claimJob } from './claim-job.ts'
import { failJob } from './fail-job.ts'
import { getJob } from './get-job.ts'
import { type Attempt, openAttempt } from './open-attempt.ts'
import { requeueJob } from './requeue-job.ts'
import { retryJob } from './retry-job.ts'
import { recordUsage } from '../usage/record-usage.ts'
import { type JobHouse, openJobHouse } from './testing/open-job-house.ts'

let house: JobHouse
beforeAll(async () => {
  house = await openJobHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const rowOf = (id: string) => house.db.job.findUniqueOrThrow({ where: { id } })

/** The newest message of a job, as a worker gets it at its n-th delivery. */
async function deliver(id: string, delivery = 1): Promise<ClaimedJob | null> {
  const { carrierId } = await rowOf(id)
  const [message] = await house.db.$queryRawUnsafe<{ data: { jobId: string; attemptBase: number } }[]>(
    'SELECT data FROM pgboss.job WHERE id = $1::uuid',
    carrierId,
  )
  return claimJob(house.ctx, { payload: message?.data ?? { jobId: id, attemptBase: 0 }, carrierId, delivery })
}

async function claimNew(): Promise<{
  claimed: ClaimedJob
  attempt: Attempt
  ctx: Awaited<ReturnType<JobHouse['user']>>['ctx']
}> {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId, { input: { a: 1 } })
  const claimed = (await deliver(id)) as ClaimedJob
  return {
    claimed,
    ctx,
    attempt: openAttempt(house.ctx, claimed, { timeoutMs: 60_000, signal: new AbortController().signal }),
  }
}

test('a claim makes the job running and hands out what the handler needs', async () => {
  const { claimed, ctx, attempt } = await claimNew()
  expect(attempt.running).toMatchObject({ jobId: claimed.id, userId: claimed.userId, attempt: 1, input: { a: 1 } })
  expect(await getJob(ctx, { id: claimed.id })).toMatchObject({
    status: 'running',
    attempts: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
  })
  await attempt[Symbol.asyncDispose]()
})

test('a worker that slept through its own death claims nothing, and cannot end what another has taken over', async () => {
  const { userId } = await house.user()
  const { id } = await house.start(userId)
  const zombie = openAttempt(house.ctx, (await deliver(id, 1)) as ClaimedJob, {
    timeoutMs: 60_000,
    signal: new AbortController().signal,
  })
  const second = openAttempt(house.ctx, (await deliver(id, 2)) as ClaimedJob, {
    timeoutMs: 60_000,
    signal: new AbortController().signal,
  })
  // The first delivery again, by a worker that was stopped between fetching and claiming.
  expect(await deliver(id, 1)).toBeNull()

  const zombieWork = vi.fn()
  await expect(zombie.running.succeed({ outputs: [] }, zombieWork)).rejects.toThrow(/lost/)
  expect(zombieWork).not.toHaveBeenCalled()
  expect(zombie).toMatchObject({ succeeded: false, stopReason: 'lost' })
  expect(zombie.running.signal.aborted).toBe(true)

  await second.running.succeed({ outputs: [] })
  expect(await rowOf(id)).toMatchObject({ status: 'succeeded', attempts: 2 })
  expect(await deliver(id, 3)).toBeNull()
  await Promise.all([zombie[Symbol.asyncDispose](), second[Symbol.asyncDispose]()])
})

test('success and its effects are one transaction', async () => {
  const { claimed, attempt } = await claimNew()
  const broken = attempt.running.succeed({ outputs: [] }, async () => {
    throw new Error('no ledger today')
  })
  await expect(broken).rejects.toThrow('no ledger today')
  expect(await rowOf(claimed.id)).toMatchObject({ status: 'running' })
  await attempt.running.succeed({ outputs: [], costMicroUsd: 7 })
  expect(await rowOf(claimed.id)).toMatchObject({ status: 'succeeded', costMicroUsd: 7n, progress: 100 })
  await expect(attempt.running.succeed({ outputs: [] })).rejects.toThrow()
  await attempt[Symbol.asyncDispose]()
})

test.each(['after', 'before'])(
  'a connection that breaks just %s the commit of a success undoes and doubles nothing',
  async (when) => {
    const { claimed, attempt: unused, ctx: owner } = await claimNew()
    await unused[Symbol.asyncDispose]()
    let breaks = 1
    const transact: typeof house.ctx.transact = async (work) => {
      if (when === 'before' && breaks-- > 0) throw new Error('Connection terminated unexpectedly')
      const done = await house.ctx.transact(work)
      if (when === 'after' && breaks-- > 0) throw new Error('Connection terminated unexpectedly')
      return done
    }
    const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
    const attempt = openAttempt({ ...house.ctx, transact }, claimed, limits)
    await attempt.running.succeed({ outputs: [] }, async ({ db }) => {
      await recordUsage(
        { db, clock: house.clock, config: house.ctx.config },
        {
          userId: claimed.userId,
          jobId: claimed.id,
          kind: 'render',
          action: 'settle',
          quantity: 1,
          costMicroUsd: 1,
          source: `${claimed.id}:${crypto.randomUUID()}`,
        },
      )
    })
    expect(attempt.succeeded).toBe(true)
    expect(await getJob(owner, { id: claimed.id })).toMatchObject({ status: 'succeeded' })
    expect(await house.db.usageEntry.count({ where: { jobId: claimed.id } })).toBe(1)
    await attempt[Symbol.asyncDispose]()
  },
)

test('progress reaches the row, rises only, and stops with the attempt', async () => {
  const { claimed, attempt } = await claimNew()
  const { running } = attempt
  running.report('encode', 42.9)
  await vi.waitFor(async () => expect(await rowOf(claimed.id)).toMatchObject({ stage: 'encode', progress: 42 }))
  running.report('encode', 10)
  running.report('upload', 20)
  await vi.waitFor(async () => expect(await rowOf(claimed.id)).toMatchObject({ stage: 'upload', progress: 42 }))
  await running.succeed({ outputs: [] })
  running.report('upload', 90)
  await attempt[Symbol.asyncDispose]()
  expect(await rowOf(claimed.id)).toMatchObject({ status: 'succeeded', progress: 100 })
})

test('a running job that is canceled stops its handler at once; its success comes too late', async () => {
  const { claimed, attempt, ctx } = await claimNew()
  expect(await cancelJob(ctx, { id: claimed.id })).toMatchObject({ status: 'canceled' })
  await vi.waitFor(() => expect(attempt.stopReason).toBe('canceled'), { timeout: 2_000 })
  await expect(attempt.running.succeed({ outputs: [] })).rejects.toThrow()
  // Twice is as good as once.
  expect(await cancelJob(ctx, { id: claimed.id })).toMatchObject({ status: 'canceled' })
  await attempt[Symbol.asyncDispose]()
})

test('a queued job that is canceled is never claimed; one that has ended cannot be canceled', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  await cancelJob(ctx, { id })
  expect(await deliver(id)).toBeNull()
  const { claimed, attempt, ctx: owner } = await claimNew()
  await attempt.running.succeed({ outputs: [] })
  await expect(cancelJob(owner, { id: claimed.id })).rejects.toMatchObject({ code: 'CONFLICT' })
  await attempt[Symbol.asyncDispose]()
})

test.each<[ErrorCode, string]>([
  ['VALIDATION_ERROR', 'failed'],
  ['UPSTREAM_REFUSED', 'failed'],
  ['PROVIDER_NOT_CONFIGURED', 'failed'],
  ['UPSTREAM_ERROR', 'retrying'],
  ['UPSTREAM_TIMEOUT', 'retrying'],
  ['RATE_LIMITED', 'retrying'],
])('a first failure with %s is %s', async (code, ending) => {
  const { claimed, attempt, ctx } = await claimNew()
  expect(await failJob(house.ctx, house.definition, claimed, new AppError(code, 'so it is'))).toBe(ending)
  const job = await getJob(ctx, { id: claimed.id })
  if (ending === 'failed') expect(job).toMatchObject({ status: 'failed', error: { code, message: 'so it is' } })
  else expect(job).toMatchObject({ status: 'queued', error: null, completedAt: null })
  await attempt[Symbol.asyncDispose]()
})

test('what may pass is tried again after the delays of the policy, until it has had enough', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  const waits: number[] = []
  for (const [attempt, ending] of [
    [1, 'retrying'],
    [2, 'retrying'],
    [3, 'failed'],
  ] as const) {
    const claimed = (await deliver(id)) as ClaimedJob
    expect(claimed.attempt).toBe(attempt)
    expect(await failJob(house.ctx, house.definition, claimed, new Error('password=hunter2'))).toBe(ending)
    const [message] = await house.db.$queryRawUnsafe<{ wait: number }[]>(
      'SELECT round(extract(epoch FROM start_after - created_on))::int AS wait FROM pgboss.job WHERE id = $1::uuid',
      (await rowOf(id)).carrierId,
    )
    waits.push(message?.wait ?? -1)
  }
  expect(waits.slice(0, 2)).toEqual([1, 4])
  const job = await getJob(ctx, { id })
  expect(job).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'INTERNAL_ERROR' } })
  expect(job.error?.message).not.toContain('hunter2')
})

test('a failure that comes after the job was canceled or taken over changes nothing', async () => {
  const { claimed, attempt, ctx } = await claimNew()
  await cancelJob(ctx, { id: claimed.id })
  expect(await failJob(house.ctx, house.definition, claimed, new AppError('UPSTREAM_ERROR', 'late'))).toBe('lost')
  expect(await failJob(house.ctx, house.definition, claimed, new AppError('VALIDATION_ERROR', 'late'))).toBe('lost')
  expect(await getJob(ctx, { id: claimed.id })).toMatchObject({ status: 'canceled', error: null })
  await attempt[Symbol.asyncDispose]()
})

test('a job that is handed back runs again under a new message, its failures uncounted; the old message is stale', async () => {
  const { claimed, attempt } = await claimNew()
  const { carrierId: old } = await rowOf(claimed.id)
  expect(await house.ctx.transact((tx) => requeueJob(tx, house.definition, claimed))).toBe(true)
  expect(await rowOf(claimed.id)).toMatchObject({ status: 'queued', failures: 0, attempts: 1 })
  expect(
    await claimJob(house.ctx, { payload: { jobId: claimed.id, attemptBase: 0 }, carrierId: old, delivery: 2 }),
  ).toBeNull()
  await vi.waitFor(() => expect(attempt.stopReason).toBe('lost'))
  expect(await deliver(claimed.id)).toMatchObject({ attempt: 2 })
  await attempt[Symbol.asyncDispose]()
})

test('a job whose message was given up has failed, unless another message carries it', async () => {
  const { claimed, attempt, ctx } = await claimNew()
  const { carrierId } = await rowOf(claimed.id)
  expect(await buryJob(house.ctx, { jobId: claimed.id, carrierId: crypto.randomUUID() })).toBe(false)
  expect(await buryJob(house.ctx, { jobId: claimed.id, carrierId })).toBe(true)
  expect(await buryJob(house.ctx, { jobId: claimed.id, carrierId })).toBe(false)
  expect(await getJob(ctx, { id: claimed.id })).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } })
  await attempt[Symbol.asyncDispose]()
})

test('a failed job is started afresh by an admin and by nobody else', async () => {
  const { userId, ctx } = await house.user()
  const { ctx: admin } = await house.user('ADMIN')
  // Of the registry's kinds, because a retry has only the row to go by.
  const { id } = await house.start(userId, { definition: mediaIngest })
  const claimed = (await deliver(id)) as ClaimedJob
  await expect(retryJob(admin, { id })).rejects.toMatchObject({ code: 'CONFLICT' })
  await failJob(house.ctx, mediaIngest, claimed, new AppError('UNSUPPORTED_MEDIA', 'not a film'))
  await expect(retryJob(ctx, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(retryJob(admin, { id: 'job_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  await retryJob(admin, { id })
  expect(await getJob(ctx, { id })).toMatchObject({ status: 'queued', error: null, completedAt: null, progress: 0 })
  expect(await deliver(id)).toMatchObject({ attempt: 2, failures: 0 })
})

test('an attempt that takes too long is told to stop, and so is one whose message is lost', async () => {
  const { claimed, attempt } = await claimNew()
  await attempt[Symbol.asyncDispose]()
  const slow = openAttempt(house.ctx, claimed, { timeoutMs: 1, signal: new AbortController().signal })
  await vi.waitFor(() => expect(slow.stopReason).toBe('timeout'), { interval: 2 })
  const lost = openAttempt(house.ctx, claimed, { timeoutMs: 60_000, signal: AbortSignal.abort() })
  expect(lost.stopReason).toBe('lost')
  await Promise.all([slow[Symbol.asyncDispose](), lost[Symbol.asyncDispose]()])
})
