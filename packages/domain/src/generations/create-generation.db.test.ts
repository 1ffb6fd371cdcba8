import { newId } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImage } from './create-image.ts'
import { createVideo } from './create-video.ts'
import { deleteGeneration } from './delete-generation.ts'
import { createImageInput, createVideoInput } from './generation-inputs.ts'
import { getGeneration } from './get-generation.ts'
import { listGenerations } from './list-generations.ts'
import { retryGeneration } from './retry-generation.ts'
import { type GenerationHouse, openGenerationHouse, prices } from './testing/open-generation-house.ts'
import { runAttempt } from './testing/run-attempt.ts'
import { addressesOn } from './testing/sample-outputs.ts'
import { failure, scriptedProvider } from './testing/scripted-provider.ts'
import { moneyOf } from './testing/settled.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const image = (fields: object = {}) => createImageInput.parse({ prompt: 'A tower', commit: true, ...fields })
const provider = scriptedProvider('replicate', {})

test('neither yes nor no is COMMIT_REQUIRED, for pictures, films and retries', () => {
  for (const commit of [undefined, null, 'true', 1]) {
    for (const schema of [createImageInput, createVideoInput])
      expect(() => schema.parse({ prompt: 'A tower', commit })).toThrow(
        expect.objectContaining({ code: 'COMMIT_REQUIRED' }),
      )
  }
  expect(() => createImageInput.parse({ prompt: 'A tower' })).toThrow(
    expect.objectContaining({ code: 'COMMIT_REQUIRED' }),
  )
})

test('without commit the price and what is left are told, and nothing begins', async () => {
  const { userId, ctx } = await house.user([provider], 'free')
  const answer = await createImage(ctx, image({ commit: false, count: 2 }))
  expect(answer).toMatchObject({
    jobId: null,
    status: 'estimated',
    estimate: {
      costMicroUsd: 2 * prices.picture,
      provider: 'replicate',
      model: 'replicate-image',
      settings: { ratio: '1:1' },
    },
  })
  expect(answer.remaining).toContainEqual(
    expect.objectContaining({ metric: 'images', window: 'day', limit: 20, remaining: 20 }),
  )
  expect(await house.db.job.count({ where: { userId } })).toBe(0)
  expect(await house.db.usageHold.count({ where: { userId } })).toBe(0)
})

test('with commit the most that it can cost is reserved under the job’s id', async () => {
  const { ctx } = await house.user([provider], 'free')
  const { jobId, status, remaining } = await createImage(ctx, image({ count: 2 }))
  expect(status).toBe('queued')
  expect(remaining).toContainEqual(expect.objectContaining({ metric: 'images', window: 'day', remaining: 18 }))
  expect(await house.db.usageHold.findUnique({ where: { id: jobId as string } })).toMatchObject({
    state: 'open',
    amounts: { spend: 2 * prices.picture, images: 2, generations: 1 },
  })
})

test('the same key and input is the same job; other input is refused', async () => {
  const { ctx, userId } = await house.user([provider])
  const first = await createImage(ctx, image({ idempotencyKey: 'k' }))
  const again = await createImage(ctx, image({ idempotencyKey: 'k' }))
  expect(again.jobId).toBe(first.jobId)
  await expect(createImage(ctx, image({ idempotencyKey: 'k', prompt: 'Another' }))).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  })
  expect(await house.db.usageHold.count({ where: { userId } })).toBe(1)
})

test('on the free plan one picture and one film are under way at a time, however many ask at once', async () => {
  const { ctx, userId } = await house.user([provider], 'free')
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => createImage(ctx, image())))
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of asked)
    if (one.status === 'rejected')
      expect(one.reason).toMatchObject({ code: 'TOO_MANY_INFLIGHT', details: { kind: 'image', limit: 1, inFlight: 1 } })
  await createVideo(ctx, createVideoInput.parse({ prompt: 'Waves', durationS: 1, commit: true }))
  expect(await house.db.job.count({ where: { userId } })).toBe(2)
})

test('what the plan does not allow is refused with nothing left behind', async () => {
  const { ctx, userId } = await house.user([provider], 'free')
  const film = createVideoInput.parse({ prompt: 'Waves', durationS: 10, commit: true })
  await createVideo(ctx, film)
  await expect(createImage(ctx, image())).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: { metric: 'spend', window: 'day' },
  })
  expect(await house.db.job.count({ where: { userId, kind: 'image' } })).toBe(0)
})

test('a retired model is refused with the one to use; a provider that is not there says so', async () => {
  const { ctx } = await house.user([provider])
  await expect(createImage(ctx, image({ model: 'old-image' }))).rejects.toMatchObject({
    code: 'MODEL_RETIRED',
    details: { replacement: 'replicate-image' },
  })
  await expect(createImage(ctx, image({ provider: 'runway' }))).rejects.toMatchObject({
    code: 'PROVIDER_NOT_CONFIGURED',
  })
  await expect(createImage(ctx, image({ provider: 'nobody' }))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
})

test('another user’s pictures, stories and generations are as missing as ones that never were', async () => {
  const [ann, bob] = [await house.user([provider]), await house.user([provider])]
  const at = house.clock.now()
  const picture = newId('asset')
  const columns = { title: '', mimeType: 'image/png', sizeBytes: 1n, createdAt: at, updatedAt: at } as const
  await house.db.mediaAsset.create({
    data: { id: picture, userId: ann.userId, type: 'image', status: 'ready', source: 'upload', ...columns },
  })
  const timeline = newId('timeline')
  await house.db.timeline.create({
    data: { id: timeline, userId: ann.userId, title: 'T', createdAt: at, updatedAt: at },
  })
  const attachTo = { ownerType: 'timeline', ownerId: timeline }
  const missing = { code: 'NOT_FOUND' }
  await expect(createImage(bob.ctx, image({ referenceAssetIds: [picture] }))).rejects.toMatchObject(missing)
  await expect(createImage(bob.ctx, image({ attachTo }))).rejects.toMatchObject(missing)
  for (const startFrame of [picture, newId('inputFile')]) {
    const film = createVideoInput.parse({ prompt: 'Waves', startFrame, commit: true })
    await expect(createVideo(bob.ctx, film)).rejects.toMatchObject(missing)
  }
  expect(await house.db.job.count({ where: { userId: bob.userId } })).toBe(0)

  const id = (await createImage(ann.ctx, image({ referenceAssetIds: [picture], attachTo }))).jobId as string
  await expect(getGeneration(bob.ctx, { id })).rejects.toMatchObject(missing)
  await expect(deleteGeneration(bob.ctx, { id })).rejects.toMatchObject(missing)
  await expect(retryGeneration(bob.ctx, { id, commit: true })).rejects.toMatchObject(missing)
  expect((await listGenerations(bob.ctx, { limit: 50 })).items).toEqual([])
})

test('lists tell the newest first, by kind', async () => {
  const { ctx } = await house.user([provider])
  const first = (await createImage(ctx, image())).jobId
  const second = (await createVideo(ctx, createVideoInput.parse({ prompt: 'Waves', commit: true }))).jobId
  const ids = async (input: object) =>
    (await listGenerations(ctx, { limit: 50, ...input })).items.map(({ id, kind }) => [id, kind])
  expect(await ids({})).toEqual([
    [second, 'video'],
    [first, 'image'],
  ])
  expect(await ids({ kind: 'image' })).toEqual([[first, 'image']])
  const page = await listGenerations(ctx, { limit: 1 })
  expect(page.nextCursor).toBe(second)
})

test('what failed is tried again as a new job with a price of its own', async () => {
  const flaky = scriptedProvider('replicate', {
    creates: [failure('UPSTREAM_REFUSED', 'no'), 'accept'],
    outputs: addressesOn(house),
  })
  const { ctx } = await house.user([flaky])
  const id = (await createImage(ctx, image({ seed: 3 }))).jobId as string
  await expect(retryGeneration(ctx, { id, commit: true })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await runAttempt(house, ctx, id)).toBe('failed')
  expect(await retryGeneration(ctx, { id, commit: false })).toMatchObject({ jobId: null })
  const next = (await retryGeneration(ctx, { id, commit: true })).jobId as string
  expect(await runAttempt(house, ctx, next)).toBe('succeeded')
  expect(next).not.toBe(id)
  expect(await moneyOf(house.db, next)).toMatchObject({ posted: prices.picture, settles: 1 })
})

test('a generation that has ended can be forgotten; its output and its cost stay', async () => {
  const whole = scriptedProvider('replicate', { outputs: addressesOn(house) })
  const { ctx, userId } = await house.user([whole])
  const id = (await createImage(ctx, image())).jobId as string
  await expect(deleteGeneration(ctx, { id })).rejects.toMatchObject({ code: 'CONFLICT' })
  await runAttempt(house, ctx, id)
  expect(await deleteGeneration(ctx, { id })).toEqual({ id })
  await expect(getGeneration(ctx, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await house.db.mediaAsset.count({ where: { userId } })).toBe(1)
  expect(await house.db.usageEntry.count({ where: { userId, action: 'settle' } })).toBe(1)
})
