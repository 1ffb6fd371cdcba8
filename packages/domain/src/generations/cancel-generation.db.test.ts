import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Attempt } from '../jobs/open-attempt.ts'
import { cancelGeneration } from './cancel-generation.ts'
import { dyingContext } from './testing/dying-context.ts'
import { type GenerationHouse, openGenerationHouse, prices } from './testing/open-generation-house.ts'
import { runAttempt } from './testing/run-attempt.ts'
import { bytesOf } from './testing/sample-outputs.ts'
import { type Script, failure } from './testing/scripted-provider.ts'
import { wantPicture } from './testing/want-picture.ts'
import { moneyOf } from './testing/settled.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

async function wanted(script: Script) {
  const wantedPicture = await wantPicture(house, { polls: 5, ...script })
  const { ctx, id } = wantedPicture
  const cancel = () => cancelGeneration(ctx, { id })
  /** Calls it off at the first wait for the provider. */
  const runAndCancel = () => {
    let called = false
    const onWait = async (): Promise<void> => {
      if (called) return
      called = true
      expect(await cancel()).toMatchObject({ status: 'running', stage: 'canceling' })
    }
    return wantedPicture.run({ onWait })
  }
  return { ...wantedPicture, cancel, runAndCancel }
}

const free = { hold: 'released', settles: 0, posted: 0, pending: 0, costMicroUsd: 0, status: 'canceled' }

test('one that waits for a worker is canceled at once, sends nothing and costs nothing', async () => {
  const { provider, ctx, id, cancel } = await wanted({})
  expect(await cancel()).toMatchObject({ status: 'canceled', billed: 'no', submissions: 0 })
  expect(await cancel()).toMatchObject({ status: 'canceled' })
  expect(await runAttempt(house, ctx, id)).toBe('nothing to do')
  expect(provider.journal.creates).toEqual([])
  expect(await moneyOf(house.db, id)).toMatchObject(free)
})

test('one that a provider works on is called off there, free where the provider takes nothing', async () => {
  const { provider, id, runAndCancel, view } = await wanted({ cancel: 'free' })
  expect(await runAndCancel()).toBe('canceled')
  expect(provider.journal.cancels).toHaveLength(1)
  expect(await view()).toMatchObject({ status: 'canceled', billed: 'no', costMicroUsd: 0, outputs: [] })
  expect(await moneyOf(house.db, id)).toMatchObject(free)
})

test('what the provider takes for work that was called off is charged', async () => {
  const { id, runAndCancel, view } = await wanted({ cancel: 'billed' })
  expect(await runAndCancel()).toBe('canceled')
  expect(await view()).toMatchObject({ status: 'canceled', billed: 'yes', costMicroUsd: prices.picture })
  expect(await moneyOf(house.db, id)).toMatchObject({
    status: 'canceled',
    hold: 'settled',
    settles: 1,
    posted: prices.picture,
    pending: 0,
  })
})

test.each(['late', null] as const)(
  'work that was done before the word arrived, or cannot be called off (%s), has succeeded',
  async (cancel) => {
    const { id, runAndCancel, view } = await wanted({ cancel })
    expect(await runAndCancel()).toBe('succeeded')
    expect(await view()).toMatchObject({ status: 'succeeded', billed: 'yes', outputs: [{ mimeType: 'image/png' }] })
    expect(await moneyOf(house.db, id)).toMatchObject({ hold: 'settled', posted: prices.picture })
  },
)

test('work that fails after it was called off is canceled and free', async () => {
  const { id, runAndCancel } = await wanted({ cancel: null, end: failure('UPSTREAM_ERROR', 'yes') })
  expect(await runAndCancel()).toBe('canceled')
  expect(await moneyOf(house.db, id)).toMatchObject(free)
})

test('one between two workers is called off by the next', async () => {
  const { provider, ctx, id, cancel } = await wanted({ cancel: 'billed' })
  const onWait = (attempt: Attempt): void => attempt.stop('shutdown')
  expect(await runAttempt(house, ctx, id, { onWait })).toBe('handed back')
  expect(await cancel()).toMatchObject({ status: 'queued', stage: 'canceling' })
  expect(await runAttempt(house, ctx, id)).toBe('canceled')
  expect(provider.journal).toMatchObject({ creates: { length: 1 }, cancels: { length: 1 } })
  expect(await moneyOf(house.db, id)).toMatchObject({ posted: prices.picture, settles: 1 })
})

test('one that waits to be tried again is canceled at once', async () => {
  const { ctx, id, cancel } = await wanted({ creates: [failure('RATE_LIMITED', 'no')] })
  expect(await runAttempt(house, ctx, id)).toBe('retrying')
  expect(await cancel()).toMatchObject({ status: 'canceled', billed: 'no', submissions: 1 })
  expect(await moneyOf(house.db, id)).toMatchObject(free)
})

test('one whose create was lost is looked for before it is canceled, and nothing is sent any more', async () => {
  const { provider, id, runAndCancel, view } = await wanted({ creates: ['taken-then-lost'], find: 'unclear' })
  expect(await runAndCancel()).toBe('canceled')
  expect(provider.journal.creates).toHaveLength(1)
  expect(await view()).toMatchObject({ status: 'canceled', billed: 'unknown', costMicroUsd: 0 })
  expect(await moneyOf(house.db, id)).toMatchObject(free)
})

test('one that was about to be sent never is', async () => {
  const { provider, ctx, id, cancel } = await wanted({ creates: ['finish'], outputs: bytesOf })
  // The worker dies with its intent written down.
  for (let at = 1; (await house.db.submission.count({ where: { jobId: id } })) === 0; at++) {
    const mortal = dyingContext(ctx, { at, when: 'after' })
    expect(await runAttempt(house, mortal.ctx, id, { watch: ctx })).toBe('died')
  }
  expect(await house.db.submission.findFirst({ where: { jobId: id } })).toMatchObject({ state: 'intent' })
  expect(await cancel()).toMatchObject({ status: 'canceled', billed: 'no' })
  expect(await house.db.submission.findFirst({ where: { jobId: id } })).toMatchObject({ state: 'canceled' })
  expect(provider.journal.creates).toEqual([])
  expect(await moneyOf(house.db, id)).toMatchObject(free)
})

test('what has succeeded cannot be canceled, and nobody cancels for another', async () => {
  const { ctx, id, cancel } = await wanted({})
  const stranger = await house.user([])
  await expect(cancelGeneration(stranger.ctx, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await runAttempt(house, ctx, id)).toBe('succeeded')
  await expect(cancel()).rejects.toMatchObject({ code: 'CONFLICT' })
})
