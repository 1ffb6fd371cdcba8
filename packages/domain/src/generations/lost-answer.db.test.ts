import { afterAll, beforeAll, expect, test } from 'vitest'
import { buryJob } from '../jobs/bury-job.ts'
import { closeSubmissions } from './close-submissions.ts'
import { type GenerationHouse, openGenerationHouse, prices } from './testing/open-generation-house.ts'
import type { Script } from './testing/scripted-provider.ts'
import { wantPicture } from './testing/want-picture.ts'
import { moneyOf } from './testing/settled.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const wanted = (script: Script, fields: object = {}) => wantPicture(house, script, fields)

test('a create whose answer was lost is found again and goes on', async () => {
  const { provider, run, view } = await wanted({ creates: ['taken-then-lost'], find: 'truth' })
  expect(await run()).toBe('succeeded')
  expect(provider.journal).toMatchObject({ creates: { length: 1 }, works: { length: 1 } })
  expect(await view()).toMatchObject({ submissions: 1, billed: 'yes', costMicroUsd: prices.picture })
})

test('a create that the provider surely never took is sent anew, by the policy', async () => {
  const { provider, run, view } = await wanted({ creates: ['never-taken', 'accept'], find: 'truth' })
  expect([await run(), await run()]).toEqual(['retrying', 'succeeded'])
  expect(provider.journal).toMatchObject({ creates: { length: 2 }, works: { length: 1 } })
  expect(await view()).toMatchObject({ submissions: 2, costMicroUsd: prices.picture })
})

test.each(['unclear', null] as const)(
  'a create of which nobody knows whether it was taken (find: %s) is never sent again, and never charged',
  async (find) => {
    const { provider, id, run, view } = await wanted({ creates: ['taken-then-lost'], find })
    expect(await run()).toBe('failed')
    expect(await run()).toBe('nothing to do')
    expect(provider.journal.creates).toHaveLength(1)
    expect(await view()).toMatchObject({ status: 'failed', billed: 'unknown', costMicroUsd: 0, submissions: 1 })
    expect(await moneyOf(house.db, id)).toMatchObject({ posted: 0, pending: 0, hold: 'released' })
  },
)

test('an answer that neither a list nor a webhook will ever name is not waited for', async () => {
  const { run, view } = await wanted({ creates: ['taken-then-lost'], find: 'lost', webhooks: true })
  const startedAt = house.clock.now()
  expect(await run()).toBe('failed')
  expect(house.clock.now()).toEqual(startedAt)
  expect(await view()).toMatchObject({ billed: 'unknown', costMicroUsd: 0 })
})

test('a worker that shuts down hands the work back, and the next one waits on without a second create', async () => {
  const { provider, run } = await wanted({ polls: 4 })
  const onWait = (attempt: { stop(reason: 'shutdown'): void }): void => attempt.stop('shutdown')
  expect(await run({ onWait })).toBe('handed back')
  expect(await run()).toBe('succeeded')
  expect(provider.journal.creates).toHaveLength(1)
})

test('an attempt that was taken over changes nothing, and buys nothing', async () => {
  const { provider, id, run } = await wanted({ polls: 4 })
  // While the first one waits, another takes the job and finishes it.
  let taken = false
  const onWait = async (): Promise<void> => {
    if (taken) return
    taken = true
    expect(await run()).toBe('succeeded')
  }
  expect(await run({ onWait })).toBe('lost')
  expect(provider.journal.creates).toHaveLength(1)
  expect(await moneyOf(house.db, id)).toMatchObject({ settles: 1, posted: prices.picture, status: 'succeeded' })
})

test('an answer that comes after another worker has taken over is not lost: that one goes on with it', async () => {
  const { provider, id, run } = await wanted({ find: 'unclear' })
  const answered = Promise.withResolvers<void>()
  const sent = Promise.withResolvers<void>()
  const { start } = provider
  provider.start = async (request, options) => {
    const answer = await start(request, options)
    sent.resolve()
    await answered.promise
    return answer
  }
  const first = run()
  await sent.promise
  // The second one finds a create without an answer, and waits for whatever names its work.
  const second = run({ onWait: async () => (answered.resolve(), expect(await first).toBe('lost')) })
  expect(await second).toBe('succeeded')
  expect(provider.journal).toMatchObject({ creates: { length: 1 }, works: { length: 1 } })
  expect(await moneyOf(house.db, id)).toMatchObject({ settles: 1, posted: prices.picture })
})

test('a create that was sent for a job that was given up is closed, and open to be found by reconciliation', async () => {
  const { ctx, id, run } = await wanted({ polls: Number.POSITIVE_INFINITY })
  expect(await run({ onWait: (attempt) => attempt.stop('shutdown') })).toBe('handed back')
  house.clock.advance(700_000)
  // Somebody may still take the job.
  expect(await closeSubmissions(ctx)).toBe(0)
  const { carrierId } = await house.db.job.findUniqueOrThrow({ where: { id } })
  expect(await buryJob(ctx, { jobId: id, carrierId })).toBe(true)
  expect(await closeSubmissions(ctx)).toBe(1)
  expect(await house.db.submission.findFirst({ where: { jobId: id } })).toMatchObject({
    state: 'failed',
    billed: 'unknown',
  })
  expect(await closeSubmissions(ctx)).toBe(0)
})
