import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { getGeneration } from './get-generation.ts'
import { receiveProviderWebhook } from './receive-provider-webhook.ts'
import { type GenerationHouse, openGenerationHouse } from './testing/open-generation-house.ts'
import { runAttempt } from './testing/run-attempt.ts'
import { wantPicture } from './testing/want-picture.ts'
import { type Script, type ScriptedProvider, scriptedProvider } from './testing/scripted-provider.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const wanted = (script: Script) => wantPicture(house, { webhooks: true, ...script })

const send = (provider: ScriptedProvider, body: object, headers: Record<string, string> = { signature: 'true' }) =>
  receiveProviderWebhook(house.context([provider]), {
    provider: 'replicate',
    headers,
    rawBody: Buffer.from(JSON.stringify(body)),
  })

test('a create whose answer was lost goes on with the work that a webhook names', async () => {
  const { provider, ctx, id } = await wanted({ creates: ['taken-then-lost'], find: null })
  let told = false
  const onWait = async (): Promise<void> => {
    if (told) return
    told = true
    const [work] = provider.journal.works
    await send(provider, { submissionId: work?.submissionId, externalId: work?.externalId, id: crypto.randomUUID() })
  }
  expect(await runAttempt(house, ctx, id, { onWait })).toBe('succeeded')
  expect(provider.journal.creates).toHaveLength(1)
  expect(await getGeneration(ctx, { id })).toMatchObject({ submissions: 1, billed: 'yes' })
})

test('whoever waits is woken, once for each delivery', async () => {
  const { provider, ctx, id } = await wanted({})
  const wake = vi.fn()
  const end = ctx.jobEvents.onWake(id, wake)
  let delivery = {}
  const onWait = async (): Promise<void> => {
    const [work] = provider.journal.works
    if (!('id' in delivery)) delivery = { externalId: work?.externalId, id: crypto.randomUUID() }
    await send(provider, delivery)
    await send(provider, delivery)
  }
  const before = wake.mock.calls.length
  expect(await runAttempt(house, ctx, id, { onWait })).toBe('succeeded')
  await vi.waitFor(() => expect(wake.mock.calls.length).toBeGreaterThan(before))
  end()
  const rows = await house.db.providerDelivery.findMany({ where: { deliveryId: (delivery as { id: string }).id } })
  expect(rows).toHaveLength(1)
})

test('a forged one changes nothing', async () => {
  const { provider } = await wanted({ creates: ['taken-then-lost'] })
  const before = await house.db.providerDelivery.count()
  await expect(send(provider, { id: 'x' }, { signature: 'false' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await house.db.providerDelivery.count()).toBe(before)
})

test('one that speaks of work that is not ours, or of another’s, is taken and changes nothing', async () => {
  const { provider, ctx, id } = await wanted({ polls: 3 })
  let told = false
  const onWait = async (): Promise<void> => {
    if (told) return
    told = true
    const [work] = provider.journal.works
    expect(await send(provider, { externalId: 'not-ours', id: crypto.randomUUID() })).toEqual({ received: true })
    await send(provider, { submissionId: work?.submissionId, externalId: 'other', id: crypto.randomUUID() })
  }
  expect(await runAttempt(house, ctx, id, { onWait })).toBe('succeeded')
  expect(await getGeneration(ctx, { id })).toMatchObject({ predictionId: provider.journal.works[0]?.externalId })
})

test('one that arrives after the end, however often, changes nothing', async () => {
  const { provider, ctx, id } = await wanted({})
  expect(await runAttempt(house, ctx, id)).toBe('succeeded')
  const before = await house.db.submission.findMany({ where: { jobId: id } })
  const [work] = provider.journal.works
  for (let times = 0; times < 3; times++)
    await send(provider, { submissionId: work?.submissionId, externalId: work?.externalId, id: `late-${times}` })
  expect(await house.db.submission.findMany({ where: { jobId: id } })).toEqual(before)
})

test('a provider that sends none, is unknown or is not configured has no such address', async () => {
  const silent = scriptedProvider('replicate', { webhooks: false })
  await expect(send(silent, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const provider of ['nobody', 'runway', '__proto__'])
    await expect(
      receiveProviderWebhook(house.context([silent]), { provider, headers: {}, rawBody: new Uint8Array() }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
