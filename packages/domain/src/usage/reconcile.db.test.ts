import { newId } from '@cronicl/core'
import { renderFilm } from '@cronicl/jobs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admitJob } from '../jobs/admit-job.ts'
import { type JobHouse, openJobHouse } from '../jobs/testing/open-job-house.ts'
import { type Drift, reconcile } from './reconcile.ts'
import { recordUsage } from './record-usage.ts'
import { reserveUsage } from './reserve-usage.ts'
import { settleUsage } from './settle-usage.ts'

let house: JobHouse
let userId: string
let jobId: string
beforeAll(async () => {
  house = await openJobHouse()
  ;({ userId } = await house.user())
  const entry = { kind: 'text', provider: 'p', model: 'm' } as const
  const holdId = newId('hold')
  await reserveUsage(house.ctx, {
    holdId,
    userId,
    amounts: { requests: 1, spend: 900 },
    expiresInMs: 60_000,
    entry,
  })
  await settleUsage(house.ctx, { holdId, userId, amounts: { requests: 1, spend: 400 }, entry })
  const correction = { userId, action: 'adjust', kind: 'text', costMicroUsd: -50, source: 'use:adjust' } as const
  await recordUsage(house.ctx, correction)
  const usage = { amounts: { renderMs: 1_000, spend: 70 }, entry: { kind: 'render' } } as const
  const { clock, config, actor } = house.ctx
  const started = await house.ctx.transact((tx) =>
    admitJob({ ...tx, clock, config, actor }, { definition: renderFilm, userId, input: {}, usage }),
  )
  jobId = started.id
  const at = house.clock.now()
  await house.db.mediaAsset.create({
    data: {
      id: newId('asset'),
      userId,
      type: 'image',
      status: 'ready',
      source: 'upload',
      mimeType: 'image/png',
      title: '',
      sizeBytes: 123n,
      createdAt: at,
      updatedAt: at,
    },
  })
})
afterAll(() => house[Symbol.asyncDispose]())

const drifts = async (): Promise<Omit<Drift, 'userId'>[]> =>
  (await reconcile(house.ctx)).drifts.map(({ userId: of, ...drift }) => {
    expect(of).toBe(userId)
    return drift
  })

/** Plants what no program does, looks, and mends it. */
async function planted(plant: string, mend: string): Promise<Omit<Drift, 'userId'>[]> {
  await house.db.$executeRawUnsafe(plant)
  const found = await drifts()
  await house.db.$executeRawUnsafe(mend)
  return found
}

test('books that were kept agree', async () => {
  expect(await reconcile(house.ctx)).toEqual({
    at: house.clock.now().toISOString(),
    counters: 7,
    openHolds: 1,
    freed: 0,
    drifts: [],
    submissions: [],
  })
})

test.each([
  ['posted', '+ 1', { kind: 'posted', what: 'spend of the day 2026-01-01', counted: 351, expected: 350 }],
  ['pending', '+ 5', { kind: 'pending', what: 'spend of the day 2026-01-01', counted: 75, expected: 70 }],
])('a counter whose %s amount was changed', async (column, by, drift) => {
  const where = `WHERE metric = 'spend' AND "window" = 'day'`
  const back = by.replace('+', '-')
  expect(
    await planted(
      `UPDATE usage_counters SET ${column} = ${column} ${by} ${where}`,
      `UPDATE usage_counters SET ${column} = ${column} ${back} ${where}`,
    ),
  ).toEqual([drift])
})

test('a counter that is gone, and one that nobody can explain', async () => {
  await house.db.$executeRawUnsafe(`CREATE TABLE kept AS SELECT * FROM usage_counters WHERE metric = 'requests'`)
  expect(
    await planted(`DELETE FROM usage_counters WHERE metric = 'requests'`, `INSERT INTO usage_counters TABLE kept`),
  ).toEqual([
    { kind: 'posted', what: 'requests of the day 2026-01-01', counted: 0, expected: 1 },
    { kind: 'posted', what: 'requests of the month 2026-01-01', counted: 0, expected: 1 },
  ])
  expect(
    await planted(
      `INSERT INTO usage_counters VALUES ('${userId}', 'videos', 'day', '2026-01-01', 2, 0)`,
      `DELETE FROM usage_counters WHERE metric = 'videos'`,
    ),
  ).toEqual([{ kind: 'posted', what: 'videos of the day 2026-01-01', counted: 2, expected: 0 }])
})

test('a line of the ledger that was changed', async () => {
  const found = await planted(
    `UPDATE usage_entries SET amounts = amounts || '{"spend": 401}' WHERE action = 'settle'`,
    `UPDATE usage_entries SET amounts = amounts || '{"spend": 400}' WHERE action = 'settle'`,
  )
  expect(found).toEqual(
    ['day', 'month'].map((window) => ({
      kind: 'posted',
      what: `spend of the ${window} 2026-01-01`,
      counted: 350,
      expected: 351,
    })),
  )
})

test('bytes of the library that were not counted', async () => {
  const off = 'ALTER TABLE media_assets DISABLE TRIGGER USER'
  const on = 'ALTER TABLE media_assets ENABLE TRIGGER USER'
  const change = (by: string) =>
    `DO $$ BEGIN ${off}; UPDATE media_assets SET size_bytes = size_bytes ${by}; ${on}; END $$`
  expect(await planted(change('+ 7'), change('- 7'))).toEqual([
    { kind: 'posted', what: 'storageBytes', counted: 123, expected: 130 },
  ])
})

test('a reservation whose job has ended without it, and a job whose reservation has ended without it', async () => {
  expect(
    await planted(
      `UPDATE jobs SET status = 'failed' WHERE id = '${jobId}'`,
      `UPDATE jobs SET status = 'queued' WHERE id = '${jobId}'`,
    ),
  ).toEqual([{ kind: 'hold', what: `${jobId} is reserved, and no job of it lives`, counted: 70, expected: 0 }])
  const found = await planted(
    `UPDATE usage_holds SET state = 'released' WHERE id = '${jobId}'`,
    `UPDATE usage_holds SET state = 'open' WHERE id = '${jobId}'`,
  )
  expect(found.filter(({ kind }) => kind === 'job')).toEqual([
    { kind: 'job', what: `${jobId} is in flight, and its reservation has ended`, counted: 0, expected: 70 },
  ])
  expect(found.filter(({ kind }) => kind === 'pending')).toHaveLength(4)
})

test('what cut-off work has left reserved is released and is no drift', async () => {
  const holdId = newId('hold')
  const entry = { kind: 'text' } as const
  await reserveUsage(house.ctx, { holdId, userId, amounts: { spend: 9 }, expiresInMs: 0, entry })
  expect(await reconcile(house.ctx)).toMatchObject({ freed: 1, openHolds: 1, drifts: [] })
  expect(await house.db.usageHold.findUniqueOrThrow({ where: { id: holdId } })).toMatchObject({ state: 'released' })
})

test('what was bought and does not add up is listed, and is no drift', async () => {
  const at = house.clock.now()
  const submission = { userId, provider: 'p', model: 'm', settings: {}, createdAt: at, deadlineAt: at }
  const rows = [
    { jobId: 'job_unknown', state: 'unknown', billed: 'unknown' },
    { jobId: 'job_uncharged', state: 'succeeded', billed: 'yes', costMicroUsd: 300n },
    { jobId: 'job_fine', state: 'failed', billed: 'no' },
    { jobId, state: 'succeeded', billed: 'yes', costMicroUsd: 300n },
  ] as const
  await house.db.submission.createMany({
    data: rows.map((row, i) => ({ id: `sbm_${i}`, number: 1, ...submission, ...row })),
  })
  expect(await reconcile(house.ctx)).toMatchObject({
    drifts: [],
    submissions: [
      { id: 'sbm_1', jobId: 'job_uncharged', billed: 'yes', costMicroUsd: 300 },
      { id: 'sbm_0', jobId: 'job_unknown', state: 'unknown' },
    ],
  })
})
