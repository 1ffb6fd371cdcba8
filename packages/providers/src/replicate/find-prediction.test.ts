import { manualClock } from '@cronicl/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Found, MediaProvider } from '../media/contract.ts'
import { imageRequest, startOptions, submissionId } from '../testing/media-harness.ts'
import { type FakeProviders, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { submissionOf } from './find-prediction.ts'
import { createReplicateMedia } from './replicate-media.ts'

const model = 'google/nano-banana-2'
const { signal } = new AbortController()

describe('a prediction whose create was never answered', () => {
  const clock = manualClock()
  let fake: FakeProviders
  let provider: MediaProvider
  beforeEach(async () => {
    fake = await startFakeProviders({ clock, behaviour: { webhook: 'never' } })
    provider = createReplicateMedia({ apiToken: 'r8_t', baseUrl: fake.urls.replicate })
  })
  afterEach(async () => await fake[Symbol.asyncDispose]())
  const create = async (options: { submission: string | null; model?: string }) => {
    const webhookUrl = options.submission && `https://stories.example.com/hook?submission=${options.submission}`
    const { externalId } = await provider.start(imageRequest(options.model ?? model), startOptions({ webhookUrl }))
    return externalId
  }
  const find = async (sentAt = clock.now(), askedAt = clock.now()): Promise<Found> =>
    (await provider.find?.({ submissionId, model, sentAt, askedAt, signal })) ?? { outcome: 'unclear' }
  const later = (ms = 61_000) => {
    const sentAt = clock.now()
    clock.advance(ms)
    return sentAt
  }

  test('is found by the submission that its webhook names, among those of others', async () => {
    await create({ submission: 'sbm_another00000000000000000000' })
    const ours = await create({ submission: submissionId })
    await create({ submission: null, model: 'black-forest-labs/flux-schnell' })
    expect(await find()).toEqual({ outcome: 'found', externalId: ours, operation: { id: ours } })
  })

  test('is found behind a hundred newer ones of another model', async () => {
    const ours = await create({ submission: submissionId })
    for (let newer = 0; newer < 130; newer++)
      await create({ submission: null, model: 'black-forest-labs/flux-schnell' })
    expect(await find()).toMatchObject({ outcome: 'found', externalId: ours })
    expect(
      fake.journal.requests.filter(({ method, path }) => method === 'GET' && path === '/v1/predictions'),
    ).toHaveLength(2)
  })

  test('is surely not there when nothing of that time is ours, and a minute has gone by on Replicate’s clock', async () => {
    await create({ submission: 'sbm_another00000000000000000000' })
    await create({ submission: null, model: 'black-forest-labs/flux-schnell' })
    expect(await find()).toEqual({ outcome: 'unclear' })
    expect(await find(later())).toEqual({ outcome: 'none' })
  })

  test('is not given up while our own clock says that it was only just sent, whatever Replicate’s clock says', async () => {
    const sentAt = later(90_000)
    expect(await find(sentAt, sentAt)).toEqual({ outcome: 'unclear' })
  })

  test('stays unclear where a prediction of the model names nobody: it may be ours', async () => {
    await create({ submission: null })
    expect(await find(later())).toEqual({ outcome: 'unclear' })
  })

  test('is looked for only around the time of its create', async () => {
    await create({ submission: null })
    clock.advance(3_600_000)
    expect(await find(later())).toEqual({ outcome: 'none' })
  })

  test('stays unclear where there are more of the model than are looked at', async () => {
    for (let newer = 0; newer < 25; newer++) await create({ submission: 'sbm_another00000000000000000000' })
    expect(await find(later())).toEqual({ outcome: 'unclear' })
  })

  test('is found among more of the model than are looked at, because it is the nearest to its create', async () => {
    const others = async () => {
      for (let other = 0; other < 25; other++) await create({ submission: 'sbm_another00000000000000000000' })
    }
    await others()
    clock.advance(2_000)
    const sentAt = clock.now()
    clock.advance(300)
    const ours = await create({ submission: submissionId })
    clock.advance(2_000)
    await others()
    expect(await find(sentAt)).toMatchObject({ outcome: 'found', externalId: ours })
  })

  test('a list that cannot be had is an error: nobody knows', async () => {
    for (const others of ['rate-limit', 'error', 'malformed', 'cut'] as const) {
      fake.behave({ others })
      await expect(find(), others).rejects.toMatchObject({ details: { billed: 'unknown' } })
    }
  })
})

test('a submission is named by the address that we gave, and by no other', () => {
  expect(submissionOf('https://stories.example.com/hook?submission=sbm_1')).toBe('sbm_1')
  for (const webhook of [null, undefined, '', 'no address', 'https://stories.example.com/hook'])
    expect(submissionOf(webhook)).toBeNull()
})
