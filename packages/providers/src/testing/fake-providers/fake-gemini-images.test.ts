import { expect, test } from 'vitest'
import { createGeminiMedia } from '../../gemini/gemini-media.ts'
import { imageRequest, inputImage, startOptions } from '../media-harness.ts'
import type { Outcome } from './fake-behaviour.ts'
import { smallPng } from './small-png.ts'
import { startFakeProviders } from './start-fake-providers.ts'

const draw = async (outcome: Outcome) => {
  const image = (workId: string) => smallPng(4, 4, [workId.length, 0, 0])
  await using fake = await startFakeProviders({ image, moodOf: ({ kind }) => (kind === 'image' ? { outcome } : {}) })
  const provider = createGeminiMedia({ apiKey: 'AIza_t', baseUrl: fake.urls.gemini })
  const request = imageRequest('gemini-3.1-flash-image', { references: [inputImage()], seed: 7 })
  const answer: unknown = await provider.start(request, startOptions()).catch((error: unknown) => error)
  expect(fake.journal.requests.flatMap(({ issues }) => issues)).toEqual([])
  const workId = fake.journal.creates[0]?.workId ?? ''
  return { answer, workId, bytes: image(workId) }
}

test('a picture of Gemini is accepted and answered in one request, made for its work alone', async () => {
  const { answer, workId, bytes } = await draw('succeed')
  const outputs = [{ bytes: new Uint8Array(bytes), mimeType: 'image/png' }]
  expect(answer).toMatchObject({ operation: null, externalId: workId, status: { state: 'succeeded', outputs } })
})

test.each([
  ['filter', 'UPSTREAM_REFUSED', 'yes'],
  ['malformed', 'UPSTREAM_ERROR', 'yes'],
] as const)('one that comes to %s is %s, and paid', async (outcome, code, billed) => {
  const { answer } = await draw(outcome)
  expect(answer).toMatchObject({ status: { state: 'failed', error: { code, details: { billed } } } })
})

test('of a picture whose answer is lost nobody will ever hear; of a film the webhook tells', async () => {
  const provider = createGeminiMedia({ apiKey: 'AIza_t', webhookSecret: 'whsec_c2VjcmV0IG9mIHRoZSBmYWtl' })
  const at = new Date('2026-11-21')
  const { signal } = new AbortController()
  const look = (model: string) => provider.find?.({ submissionId: 'sbm_1', model, sentAt: at, askedAt: at, signal })
  expect(await look('gemini-3.1-flash-image')).toEqual({ outcome: 'lost' })
  expect(await look('gemini-omni-1.1-flash')).toEqual({ outcome: 'unclear' })
})

test('one that breaks may have been paid', async () => {
  expect((await draw('fail')).answer).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
})
