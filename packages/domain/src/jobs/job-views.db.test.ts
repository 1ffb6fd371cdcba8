import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelJob } from './cancel-job.ts'
import { endJob } from './end-job.ts'
import { getJob } from './get-job.ts'
import { jobView } from './job-view.ts'
import { listJobs } from './list-jobs.ts'
import { type JobHouse, openJobHouse } from './testing/open-job-house.ts'

let house: JobHouse
beforeAll(async () => {
  house = await openJobHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const facts = { mimeType: 'video/mp4', widthPx: 1280, heightPx: 720, durationMs: 5_000 }

test('a job is shown in one shape, with links signed at reading and no number that JSON cannot carry', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  await endJob(
    house.ctx,
    { id },
    {
      status: 'succeeded',
      result: { outputs: [{ assetId: 'ast_1', key: 'media/film.mp4', ...facts }] },
      warnings: [{ path: ['tracks', 0], message: 'short' }],
      costMicroUsd: 12_345,
    },
  )
  const job = await getJob(ctx, { id })
  expect(jobView.parse(JSON.parse(JSON.stringify(job)))).toEqual(job)
  expect(job).toEqual({
    id,
    kind: 'test',
    status: 'succeeded',
    progress: 100,
    stage: 'succeeded',
    attempts: 0,
    outputs: [
      {
        assetId: 'ast_1',
        url: 'https://blobs.test/media/film.mp4?for=3600',
        expiresAt: '2026-02-01T00:00:00.000Z',
        ...facts,
      },
    ],
    warnings: [{ path: ['tracks', 0], message: 'short' }],
    plan: null,
    error: null,
    estimatedCostMicroUsd: 0,
    costMicroUsd: 12_345,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    completedAt: '2026-01-01T00:00:00.000Z',
  })
})

test("another user's job is not there", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { id } = await house.start(ann.userId)
  for (const attempt of [
    () => getJob(bob.ctx, { id }),
    () => cancelJob(bob.ctx, { id }),
    () => getJob(bob.ctx, { id: 'job_none' }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await listJobs(bob.ctx, { limit: 50 })).items).toEqual([])
  expect(await getJob(ann.ctx, { id })).toMatchObject({ status: 'queued' })
})

test('the list is paged from the newest, complete also when jobs arrive in between, and filtered', async () => {
  const { userId, ctx } = await house.user()
  const ids: string[] = []
  for (let i = 0; i < 7; i++) ids.unshift((await house.start(userId)).id)
  await cancelJob(ctx, { id: ids[2] as string })
  await house.start(userId, { definition: { ...house.definition, kind: 'other' } })

  const first = await listJobs(ctx, { limit: 3, kind: 'test' })
  await house.start(userId)
  const second = await listJobs(ctx, { limit: 3, kind: 'test', cursor: first.nextCursor as string })
  const third = await listJobs(ctx, { limit: 3, kind: 'test', cursor: second.nextCursor as string })
  expect([first, second, third].flatMap((page) => page.items.map((job) => job.id))).toEqual(ids)
  expect(third.nextCursor).toBeNull()
  expect((await listJobs(ctx, { limit: 50, status: 'canceled' })).items.map((job) => job.id)).toEqual([ids[2]])
})
