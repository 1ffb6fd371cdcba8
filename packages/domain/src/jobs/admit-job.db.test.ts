import { AppError } from '@cronicl/core'
import { renderFilm } from '@cronicl/jobs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { counterDrifts } from '../usage/counter-drifts.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { setOverride } from '../usage/set-override.ts'
import { type JobAdmission, admitJob } from './admit-job.ts'
import { buryJob } from './bury-job.ts'
import { cancelJob } from './cancel-job.ts'
import { type ClaimedJob, claimJob } from './claim-job.ts'
import { failJob } from './fail-job.ts'
import { type Attempt, openAttempt } from './open-attempt.ts'
import { retryJob } from './retry-job.ts'
import type { StartedJob } from './start-job.ts'
import { type JobContext, type JobHouse, openJobHouse } from './testing/open-job-house.ts'

let house: JobHouse
beforeAll(async () => {
  house = await openJobHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const usage: JobUsage = { amounts: { renderMs: 4_000, spend: 700 }, entry: { kind: 'render', quantity: 4_000 } }

function admit(ctx: JobContext, userId: string, more: Partial<JobAdmission> = {}): Promise<StartedJob> {
  const { clock, config, actor } = ctx
  return ctx.transact((tx) =>
    admitJob({ ...tx, clock, config, actor }, { definition: renderFilm, userId, input: {}, usage, ...more }),
  )
}

async function limitInFlight(userId: string, limit: number | null): Promise<void> {
  const admin = { type: 'user', userId: 'usr_admin', sessionId: 'ses', role: 'ADMIN' } as const
  const name = { userId, metric: 'inFlight', window: 'render' } as const
  await setOverride({ ...house.ctx, actor: admin }, { ...name, limit, note: '' })
}

const claim = async (jobId: string, delivery = 1): Promise<ClaimedJob> => {
  const { carrierId, attempts } = await house.db.job.findUniqueOrThrow({ where: { id: jobId } })
  const payload = { jobId, attemptBase: attempts }
  return (await claimJob(house.ctx, { payload, carrierId, delivery })) as ClaimedJob
}

const open = async (jobId: string): Promise<Attempt> =>
  openAttempt(house.ctx, await claim(jobId), { timeoutMs: 60_000, signal: new AbortController().signal })

/** What stands in the books of the day: [posted, pending] spending, and the hold's state. */
async function books(userId: string, jobId: string): Promise<[number, number, string | undefined]> {
  const where = { userId, metric: 'spend', window: 'day' }
  const [counter] = await house.db.usageCounter.findMany({ where })
  const hold = await house.db.usageHold.findUnique({ where: { id: jobId } })
  return [Number(counter?.posted ?? 0), Number(counter?.pending ?? 0), hold?.state]
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'admitted',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test('a job is admitted with its reservation, under its own id, and says what it may cost', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await admit(ctx, userId, { provider: 'p', model: 'm', timelineId: 'tml_a' })
  expect(await books(userId, id)).toEqual([0, 700, 'open'])
  expect(await house.db.job.findUniqueOrThrow({ where: { id } })).toMatchObject({
    estimatedCostMicroUsd: 700n,
    provider: 'p',
    model: 'm',
    timelineId: 'tml_a',
  })
  expect(await house.db.usageEntry.findMany({ where: { userId } })).toMatchObject([
    { jobId: id, action: 'reserve', costMicroUsd: 700n, amounts: { renderMs: 4_000, spend: 700 } },
  ])
})

test('a refusal leaves neither job nor message nor reservation', async () => {
  const { userId, ctx } = await house.user()
  const tooDear = { ...usage, amounts: { spend: 1_000_001 } }
  expect(await codeOf(admit(ctx, userId, { usage: tooDear }))).toBe('LIMIT_EXCEEDED')
  await limitInFlight(userId, 0)
  expect(await codeOf(admit(ctx, userId, { inFlightLimit: true }))).toBe('TOO_MANY_INFLIGHT')
  expect(await house.db.job.count({ where: { userId } })).toBe(0)
  expect(await house.db.usageHold.count({ where: { userId } })).toBe(0)
})

test('the same key again is the same job, with nothing more reserved and no limit in its way', async () => {
  const { userId, ctx } = await house.user()
  await limitInFlight(userId, 1)
  const once = { idempotencyKey: 'k', inFlightLimit: true } as const
  const all = await Promise.all(Array.from({ length: 12 }, () => admit(ctx, userId, once)))
  expect(new Set(all.map(({ id }) => id)).size).toBe(1)
  expect(all.filter(({ created }) => created)).toHaveLength(1)
  expect(await books(userId, all[0]?.id ?? '')).toEqual([0, 700, 'open'])
})

test.each([1, 3, 17])(
  'of 50 admissions at once against a limit of %i in flight, exactly as many are admitted',
  async (n) => {
    const { userId, ctx } = await house.user()
    await limitInFlight(userId, n)
    const codes = await Promise.all(
      Array.from({ length: 50 }, () => codeOf(admit(ctx, userId, { inFlightLimit: true }))),
    )
    expect(codes.filter((code) => code === 'admitted')).toHaveLength(n)
    expect(new Set(codes)).toEqual(new Set(['admitted', 'TOO_MANY_INFLIGHT']))
    const inFlight = await house.db.job.findMany({ where: { userId }, select: { id: true } })
    expect(inFlight).toHaveLength(n)
    expect(await books(userId, inFlight[0]?.id ?? '')).toEqual([0, n * 700, 'open'])

    // A place that is free again is given once.
    await cancelJob(ctx, { id: inFlight[0]?.id ?? '' })
    const next = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(admit(ctx, userId, { inFlightLimit: true }))),
    )
    expect(next.filter((code) => code === 'admitted')).toHaveLength(1)
  },
)

test('limits in flight are by kind and by plan, and tell how they stand', async () => {
  const { userId, ctx } = await house.user()
  const render = () => admit(ctx, userId, { inFlightLimit: true })
  await Promise.all([render(), render()])
  await expect(render()).rejects.toMatchObject({
    code: 'TOO_MANY_INFLIGHT',
    details: { kind: 'render', limit: 2, inFlight: 2 },
  })
  const image = { ...renderFilm, kind: 'image' }
  expect(await codeOf(admit(ctx, userId, { definition: image, inFlightLimit: true }))).toBe('admitted')
  expect(await codeOf(admit(ctx, userId, { definition: image, inFlightLimit: true }))).toBe('TOO_MANY_INFLIGHT')
  await house.db.user.update({ where: { id: userId }, data: { plan: 'creator' } })
  expect(await codeOf(render())).toBe('admitted')
})

test('success posts what was used and gives back the rest, in the transaction of its effects', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await admit(ctx, userId)
  await using attempt = await open(id)
  const used = { ...usage, amounts: { renderMs: 3_900, spend: 650 } }
  const broken = attempt.running.succeed({ outputs: [], usage: used }, async () => {
    throw new AppError('CONFLICT', 'no asset today')
  })
  await expect(broken).rejects.toThrow('no asset today')
  expect(await books(userId, id)).toEqual([0, 700, 'open'])
  await attempt.running.succeed({ outputs: [], usage: used })
  expect(await books(userId, id)).toEqual([650, 0, 'settled'])
  expect(await house.db.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ costMicroUsd: 650n })
  const line = await house.db.usageEntry.findUniqueOrThrow({ where: { source: `${id}:settle` } })
  expect(line).toMatchObject({ jobId: id, kind: 'render', quantity: 4_000n, amounts: { renderMs: 3_900, spend: 650 } })
})

test('a success that names no use, a failure, a burial and a cancellation give everything back', async () => {
  const ends: ((ctx: JobContext, id: string) => Promise<unknown>)[] = [
    async (_ctx, id) => (await open(id)).running.succeed({ outputs: [] }),
    async (_ctx, id) => failJob(house.ctx, renderFilm, await claim(id), new AppError('UNSUPPORTED_MEDIA', 'no')),
    async (_ctx, id) => {
      const { carrierId } = await house.db.job.findUniqueOrThrow({ where: { id } })
      return buryJob(house.ctx, { jobId: id, carrierId })
    },
    (ctx, id) => cancelJob(ctx, { id }),
  ]
  for (const end of ends) {
    const { userId, ctx } = await house.user()
    const { id } = await admit(ctx, userId)
    await end(ctx, id)
    expect(await books(userId, id)).toEqual([0, 0, 'released'])
  }
})

test('a cancellation that has to be paid is charged, once', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await admit(ctx, userId)
  await using attempt = await open(id)
  const paid = { costMicroUsd: 300, usage: { ...usage, amounts: { spend: 300 } } }
  await attempt.running.cancel(paid)
  expect(attempt).toMatchObject({ stopReason: 'canceled', succeeded: false })
  await expect(attempt.running.cancel(paid)).rejects.toThrow()
  expect(await books(userId, id)).toEqual([300, 0, 'settled'])
  expect(await house.db.job.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'canceled',
    costMicroUsd: 300n,
  })
})

test('a failure that may pass keeps the reservation for the next attempt; one that may be billed ends the job', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await admit(ctx, userId)
  const details = { billed: 'no' }
  const passing = new AppError('UPSTREAM_ERROR', 'away', { details })
  expect(await failJob(house.ctx, renderFilm, await claim(id), passing)).toBe('retrying')
  expect(await books(userId, id)).toEqual([0, 700, 'open'])
  const unclear = new AppError('UPSTREAM_ERROR', 'away', { details: { billed: 'unknown' } })
  expect(await failJob(house.ctx, renderFilm, await claim(id), unclear)).toBe('failed')
  expect(await books(userId, id)).toEqual([0, 0, 'released'])
})

test('a failed job that is started afresh reserves again, and cannot when there is no room any more', async () => {
  const { userId, ctx } = await house.user()
  const { ctx: admin } = await house.user('ADMIN')
  const { id } = await admit(ctx, userId)
  const fail = async () => failJob(house.ctx, renderFilm, await claim(id), new AppError('UNSUPPORTED_MEDIA', 'no'))
  await fail()
  await retryJob(admin, { id })
  expect(await books(userId, id)).toEqual([0, 700, 'open'])
  await fail()
  expect(await books(userId, id)).toEqual([0, 0, 'released'])
  const lines = await house.db.usageEntry.findMany({ where: { jobId: id } })
  expect(lines.map(({ action }) => action).toSorted()).toEqual(['release', 'release', 'reserve', 'reserve'])

  const { id: other } = await admit(ctx, userId, { usage: { ...usage, amounts: { spend: 999_999 } } })
  await expect(retryJob(admin, { id })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  expect(await house.db.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'failed' })
  await cancelJob(ctx, { id: other })
  await retryJob(admin, { id })
  await using attempt = await open(id)
  await attempt.running.succeed({ outputs: [], usage })
  expect(await books(userId, id)).toEqual([700, 0, 'settled'])
  expect((await counterDrifts(house.db)).filter((drift) => drift.userId === userId)).toEqual([])
})

test('jobs that start and end at once keep the books: no deadlock, and the counters are sums', async () => {
  const { userId, ctx } = await house.user()
  await house.db.user.update({ where: { id: userId }, data: { plan: 'studio' } })
  const ends = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const { id } = await admit(ctx, userId)
      if (i % 3 === 0) return (await cancelJob(ctx, { id })).status
      await using attempt = await open(id)
      if (i % 3 === 1) return failJob(house.ctx, renderFilm, await claim(id), new AppError('CONFLICT', 'no'))
      await attempt.running.succeed({ outputs: [], usage: { ...usage, amounts: { renderMs: 1, spend: i } } })
      return 'succeeded'
    }),
  )
  expect(ends.filter((end) => end === 'succeeded')).toHaveLength(20)
  expect((await counterDrifts(house.db)).filter((drift) => drift.userId === userId)).toEqual([])
  expect(await house.db.usageHold.count({ where: { userId, state: 'open' } })).toBe(0)
})
