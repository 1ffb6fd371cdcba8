import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GenerationHouse, openGenerationHouse, prices } from './testing/open-generation-house.ts'
import { film, picture } from './testing/sample-outputs.ts'
import { type Script, failure } from './testing/scripted-provider.ts'
import { wantPicture } from './testing/want-picture.ts'
import { moneyOf } from './testing/settled.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const wanted = (script: Script, fields: object = {}) => wantPicture(house, script, fields)

test.each([
  ['UPSTREAM_REFUSED', 'no', 'failed', 1],
  ['VALIDATION_ERROR', 'no', 'failed', 1],
  ['RATE_LIMITED', 'no', 'retrying', 1],
  ['UPSTREAM_ERROR', 'no', 'retrying', 1],
  ['UPSTREAM_ERROR', 'yes', 'failed', 1],
] as const)('a create that fails with %s, billed %s, is %s', async (code, billed, ending, creates) => {
  const { provider, id, run, view } = await wanted({ creates: [failure(code, billed)] })
  expect(await run()).toBe(ending)
  expect(provider.journal.creates).toHaveLength(creates)
  expect(await view()).toMatchObject({ billed, status: ending === 'failed' ? 'failed' : 'queued' })
  expect(await moneyOf(house.db, id)).toMatchObject({
    posted: 0,
    costMicroUsd: 0,
    hold: ending === 'failed' ? 'released' : 'open',
  })
})

test('what may pass is sent again three times at most, each time as a submission of its own', async () => {
  const { provider, id, run, view } = await wanted({ creates: [failure('RATE_LIMITED', 'no')] })
  expect([await run(), await run(), await run()]).toEqual(['retrying', 'retrying', 'failed'])
  expect(new Set(provider.journal.creates).size).toBe(3)
  expect(await view()).toMatchObject({ status: 'failed', error: { code: 'RATE_LIMITED' }, submissions: 3 })
  expect(await moneyOf(house.db, id)).toMatchObject({ posted: 0, pending: 0, hold: 'released' })
})

test('work that fails at the provider has failed and is free; what the provider takes stands with the submission', async () => {
  const { id, run, view } = await wanted({ end: failure('UPSTREAM_REFUSED', 'yes') })
  expect(await run()).toBe('failed')
  expect(await view()).toMatchObject({ status: 'failed', billed: 'yes', costMicroUsd: 0 })
  expect(await house.db.submission.findFirst({ where: { jobId: id } })).toMatchObject({
    state: 'failed',
    costMicroUsd: BigInt(prices.picture),
  })
  expect(await moneyOf(house.db, id)).toMatchObject({ posted: 0, hold: 'released', settles: 0 })
})

test.each([
  ['a film where a picture was wanted', 'film'],
  ['a text', 'text'],
  ['a damaged picture', 'damaged'],
] as const)('%s has failed, is free, and is not bought again', async (_name, what) => {
  const tools = house.context([]).mediaTools
  if (!tools) throw new Error('these tests need FFmpeg')
  const whole = await picture('whole')
  const bytes = { film: () => film(tools), text: () => Buffer.from('<html>'), damaged: () => whole.subarray(0, 80) }[
    what
  ]
  const outputs = async () => [{ bytes: await bytes(), mimeType: 'image/png' }]
  const { provider, userId, id, run, view } = await wanted({ outputs })
  expect(await run()).toBe('failed')
  expect(await view()).toMatchObject({
    status: 'failed',
    error: { code: 'UPSTREAM_ERROR' },
    billed: 'yes',
    outputs: [],
  })
  expect(provider.journal.creates).toHaveLength(1)
  expect(await moneyOf(house.db, id)).toMatchObject({ posted: 0, hold: 'released' })
  expect(await house.keysUnder(`incoming/${userId}`)).toEqual([])
  expect(await house.keysUnder(`media/${userId}`)).toEqual([])
})

test('an output that cannot be fetched is asked for until the deadline, and then has failed', async () => {
  const { provider, run, view } = await wanted({ outputs: () => [{ url: 'https://a.outputs.test/never.png' }] })
  expect(await run()).toBe('failed')
  expect(await view()).toMatchObject({ error: { code: 'UPSTREAM_ERROR' }, billed: 'yes', costMicroUsd: 0 })
  expect(provider.journal.creates).toHaveLength(1)
})

test('work that takes longer than it may is called off, and has failed', async () => {
  const { provider, run, view } = await wanted({ polls: Number.POSITIVE_INFINITY, cancel: 'billed' })
  const began = house.clock.now().getTime()
  expect(await run()).toBe('failed')
  expect(house.clock.now().getTime() - began).toBeGreaterThanOrEqual(600_000)
  expect(provider.journal.cancels).toHaveLength(1)
  expect(await view()).toMatchObject({ error: { code: 'UPSTREAM_TIMEOUT' }, billed: 'yes', costMicroUsd: 0 })
})
