import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImage } from './create-image.ts'
import { createVideo } from './create-video.ts'
import { imageWishInput, videoWishInput } from './generation-inputs.ts'
import { getGeneration } from './get-generation.ts'
import { storeInputFrame } from './inputs/store-input-frame.ts'
import { type GenerationHouse, openGenerationHouse, prices } from './testing/open-generation-house.ts'
import { runAttempt } from './testing/run-attempt.ts'
import { bytesOf, addressesOn, film, picture } from './testing/sample-outputs.ts'
import { type Script, failure, scriptedProvider } from './testing/scripted-provider.ts'
import { wantPicture } from './testing/want-picture.ts'
import { moneyOf } from './testing/settled.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const image = (fields: object = {}) => ({
  ...imageWishInput.parse({ prompt: 'A lighthouse', ...fields }),
  commit: true,
})

const wanted = (script: Script, fields: object = {}) => wantPicture(house, script, fields)

test('a picture is sent for once, fetched, taken in and paid', async () => {
  const { provider, ctx, id, userId, run, view } = await wanted({}, { seed: 7 })
  expect(await run()).toBe('succeeded')
  const done = await view()
  expect(done).toMatchObject({
    kind: 'image',
    status: 'succeeded',
    provider: 'replicate',
    model: 'replicate-image',
    billed: 'yes',
    submissions: 1,
    costMicroUsd: prices.picture,
    prompt: 'A lighthouse',
    predictionId: provider.journal.works[0]?.externalId,
    settings: { model: 'replicate-image' },
    warnings: [{ path: ['seed'], message: 'It takes no seed.' }],
  })
  expect(provider.journal.creates).toHaveLength(1)
  const [output] = done.outputs
  expect(output).toMatchObject({ mimeType: 'image/png', widthPx: 32, heightPx: 32 })
  expect(output?.url).toMatch(/^http:\/\/house\.test/)
  const asset = await house.db.mediaAsset.findUniqueOrThrow({ where: { id: output?.assetId ?? '' } })
  expect(asset).toMatchObject({ userId, source: 'generation', status: 'ready', jobId: id, title: 'A lighthouse' })
  expect(asset.lineage).toMatchObject({ jobId: id, provider: 'replicate', prompt: 'A lighthouse', seed: 7 })
  expect(await moneyOf(house.db, id)).toMatchObject({
    hold: 'settled',
    settles: 1,
    releases: 0,
    posted: prices.picture,
    pending: 0,
  })
  expect(await house.keysUnder(`incoming/${userId}`)).toEqual([])
  expect(ctx.actor).toMatchObject({ userId })
})

test('a provider that answers at once with bytes is the same', async () => {
  const { userId, id, run, view } = await wanted({ creates: ['finish'], outputs: bytesOf }, { count: 3 })
  expect(await run()).toBe('succeeded')
  expect((await view()).outputs).toHaveLength(3)
  expect(await moneyOf(house.db, id)).toMatchObject({ costMicroUsd: 3 * prices.picture, posted: 3 * prices.picture })
  const counter = await house.db.usageCounter.findFirst({ where: { userId, metric: 'images', window: 'day' } })
  expect(counter).toMatchObject({ posted: 3n, pending: 0n })
})

test('a film becomes a film of the library', async () => {
  const { mediaTools } = house.context([])
  if (!mediaTools) throw new Error('these tests need FFmpeg')
  const bytes = await film(mediaTools)
  const outputs = () => [{ bytes, mimeType: 'video/mp4' }]
  const provider = scriptedProvider('replicate', { outputs, polls: 3 })
  const { ctx } = await house.user([provider])
  const input = { ...videoWishInput.parse({ prompt: 'Waves', durationS: 2 }), commit: true }
  const id = (await createVideo(ctx, input)).jobId as string
  expect(await runAttempt(house, ctx, id)).toBe('succeeded')
  const done = await getGeneration(ctx, { id })
  expect(done).toMatchObject({ kind: 'video', costMicroUsd: 2 * prices.second, outputs: [{ mimeType: 'video/mp4' }] })
  expect(done.outputs[0]?.durationMs).toBeCloseTo(1_000, -2)
  const asset = await house.db.mediaAsset.findUniqueOrThrow({
    where: { id: done.outputs[0]?.assetId ?? '' },
    include: { variants: true },
  })
  expect(asset.variants.map(({ kind }) => kind).toSorted()).toEqual(['original', 'poster', 'thumbnail'])
})

test('bytes that the user has already are that asset, and are paid as the work that they were', async () => {
  const same = async () => [{ bytes: await picture('same'), mimeType: 'image/png' }]
  const { userId, ctx, id, run, view } = await wanted({ creates: ['finish'], outputs: same })
  await run()
  const { jobId } = await createImage(ctx, image())
  expect(await runAttempt(house, ctx, jobId as string)).toBe('succeeded')
  const [first, second] = [await view(), await getGeneration(ctx, { id: jobId as string })]
  expect(second.outputs[0]?.assetId).toBe(first.outputs[0]?.assetId)
  expect(await house.db.mediaAsset.count({ where: { userId } })).toBe(1)
  expect(second.costMicroUsd).toBe(prices.picture)
  expect(id).not.toBe(jobId)
})

test('outputs are attached to the story that they were made for', async () => {
  const provider = scriptedProvider('replicate', { outputs: addressesOn(house) })
  const { userId, ctx } = await house.user([provider])
  const at = house.clock.now()
  const timelineId = 'tml_00000000000000000000000001'
  await house.db.timeline.create({ data: { id: timelineId, userId, title: 'T', createdAt: at, updatedAt: at } })
  const attachTo = { ownerType: 'timeline', ownerId: timelineId, role: 'cover' }
  const { jobId } = await createImage(ctx, image({ count: 2, attachTo }))
  expect(await runAttempt(house, ctx, jobId as string)).toBe('succeeded')
  const attached = await house.db.mediaAttachment.findMany({ where: { userId }, orderBy: { sortOrder: 'asc' } })
  expect(attached.map(({ role, sortOrder }) => [role, sortOrder])).toEqual([
    ['cover', 0],
    ['gallery', 1],
  ])
  const settle = await house.db.usageEntry.findFirst({ where: { jobId: jobId as string, action: 'settle' } })
  expect(settle).toMatchObject({ kind: 'image', quantity: 2n, timelineId, model: 'replicate-image' })
})

test('a provider that is down is stood in for by the next one, for no more than was agreed', async () => {
  const down = scriptedProvider('replicate', { creates: [failure('UPSTREAM_ERROR', 'no')] })
  const next = scriptedProvider('gemini', { outputs: addressesOn(house) })
  const { ctx } = await house.user([down, next])
  const { jobId, estimate } = await createImage(ctx, image())
  expect(await runAttempt(house, ctx, jobId as string)).toBe('succeeded')
  expect(await getGeneration(ctx, { id: jobId as string })).toMatchObject({
    provider: 'gemini',
    costMicroUsd: estimate.costMicroUsd,
    submissions: 2,
  })
  const [, last] = await house.db.submission.findMany({
    where: { jobId: jobId as string },
    orderBy: { number: 'asc' },
  })
  expect(last).toMatchObject({ provider: 'gemini', costMicroUsd: BigInt(prices.dearPicture), billed: 'yes' })
})

test('who names a provider gets no other', async () => {
  const down = scriptedProvider('replicate', { creates: [failure('PROVIDER_NOT_CONFIGURED', 'no')] })
  const next = scriptedProvider('gemini', {})
  const { ctx } = await house.user([down, next])
  const { jobId } = await createImage(ctx, image({ provider: 'replicate' }))
  expect(await runAttempt(house, ctx, jobId as string)).toBe('failed')
  expect(next.journal.creates).toEqual([])
})

test('the wait between two looks grows to 15 s', async () => {
  const { run } = await wanted({ polls: 30 })
  const waits: number[] = []
  const onWait = (_: unknown, ms: number): void => void waits.push(ms)
  expect(await run({ onWait })).toBe('succeeded')
  expect(waits[0]).toBe(1_000)
  expect(Math.max(...waits)).toBe(15_000)
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
})

test('frames are read when the work is sent; a frame that cannot be is no create, and the next try looks again', async () => {
  const provider = scriptedProvider('replicate', { outputs: addressesOn(house) })
  const { ctx, userId } = await house.user([provider])
  const { inputId } = await storeInputFrame(ctx, { userId, from: { bytes: await picture('the end') } })
  const startFrame = 'https://pictures.test/start.png'
  const input = { ...videoWishInput.parse({ prompt: 'Waves', startFrame, endFrame: inputId }), commit: true }
  const id = (await createVideo(ctx, input)).jobId as string
  expect(await runAttempt(house, ctx, id)).toBe('retrying')
  expect(provider.journal.creates).toEqual([])
  house.web.set(startFrame, await picture('the start'))
  // A picture where a film was wanted: it was sent all the same.
  expect(await runAttempt(house, ctx, id)).toBe('failed')
  const [work] = provider.journal.works
  expect(work?.request).toMatchObject({ startFrame: { widthPx: 32 }, endFrame: { mimeType: 'image/png' } })
  expect((await house.db.submission.findMany({ where: { jobId: id } })).map(({ state }) => state).toSorted()).toEqual([
    'canceled',
    'succeeded',
  ])
})
