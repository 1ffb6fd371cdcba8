import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cancelJob } from './cancel-job.ts'
import { type JobHouse, openJobHouse } from './testing/open-job-house.ts'
import { type JobEvent, watchJob } from './watch-job.ts'

let house: JobHouse
beforeAll(async () => {
  house = await openJobHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const progress = (id: string, percent: number): Promise<unknown> =>
  house.db.job.update({ where: { id }, data: { status: 'running', progress: percent } })

test('a watcher sees the present state, each change that it has time for, and the end', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  const seen: [string, number][] = []
  for await (const { job, revision } of watchJob(ctx, { id })) {
    seen.push([job.status, revision])
    if (job.status === 'queued') await progress(id, 10)
    else if (job.progress < 30) await progress(id, job.progress + 10)
    else if (job.status === 'running') await cancelJob(ctx, { id })
  }
  expect(seen).toEqual([
    ['queued', 0],
    ['running', 1],
    ['running', 2],
    ['running', 3],
    ['canceled', 4],
  ])
})

test('a watcher that comes back with the last event id gets only what is newer', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  await progress(id, 10)
  const again = watchJob(ctx, { id, lastEventId: '1' })
  const next = again.next()
  await progress(id, 20)
  expect((await next).value).toMatchObject({ revision: 2, job: { progress: 20 } })
  await cancelJob(ctx, { id })
  expect((await again.next()).value).toMatchObject({ revision: 3 })
  expect((await again.next()).done).toBe(true)
  // It has seen the end already: nothing is left to send.
  expect(await watchJob(ctx, { id, lastEventId: '3' }).next()).toEqual({ done: true, value: undefined })
})

test('a change whose notification got lost is seen when the listening connection is replaced', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  const watcher = watchJob(ctx, { id })
  await watcher.next()
  const next = watcher.next()
  await house.db.$executeRawUnsafe(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cronicl-listen' AND datname = current_database()`,
  )
  await house.db.$executeRawUnsafe('ALTER TABLE jobs DISABLE TRIGGER job_notify')
  await cancelJob(ctx, { id })
  await house.db.$executeRawUnsafe('ALTER TABLE jobs ENABLE TRIGGER job_notify')
  expect((await next).value).toMatchObject({ job: { status: 'canceled' } })
})

test('a lost notification is made up for by looking again', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  const deaf = { ...ctx, jobEvents: { ...ctx.jobEvents, subscribe: () => () => {} } }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const watcher = watchJob(deaf, { id })
    await watcher.next()
    const next = watcher.next()
    await progress(id, 50)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(((await next).value as JobEvent).job).toMatchObject({ progress: 50 })
    await watcher.return(undefined)
  } finally {
    vi.useRealTimers()
  }
})

test('an aborted watcher ends and leaves no subscription behind', async () => {
  const { userId, ctx } = await house.user()
  const { id } = await house.start(userId)
  let subscriptions = 0
  const jobEvents: typeof ctx.jobEvents = {
    ...ctx.jobEvents,
    subscribe: (jobId, onChange) => {
      subscriptions++
      const end = ctx.jobEvents.subscribe(jobId, onChange)
      return () => {
        subscriptions--
        end()
      }
    },
  }
  const stop = new AbortController()
  const watcher = watchJob({ ...ctx, jobEvents }, { id }, stop.signal)
  await watcher.next()
  const next = watcher.next()
  expect(subscriptions).toBe(1)
  stop.abort()
  expect((await next).done).toBe(true)
  expect(subscriptions).toBe(0)
})

test("another user's job cannot be watched", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { id } = await house.start(ann.userId)
  await expect(watchJob(bob.ctx, { id }).next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
