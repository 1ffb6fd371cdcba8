import { newId } from '@cronicl/core'
import { type Listener, listen } from '@cronicl/db'
import type { SubmissionState } from '@cronicl/db'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type StormDelivery, type TrackedWork, isAcceptable, makeProviderStorm } from './storms/provider-storm.ts'
import { type TestApp, createTestApp } from './test-app.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const retiredSecret = 'whsec_AAKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

let t: TestApp
let listener: Listener
const woken = new Set<string>()
beforeAll(async () => {
  t = await createTestApp({ REPLICATE_API_TOKEN: 'r8_test', REPLICATE_WEBHOOK_SECRET: secret })
  listener = await listen(t.runtime.env.DATABASE_URL, 'cronicl_job', {
    onNotification: (payload) => {
      const { id, wake } = JSON.parse(payload) as { id: string; wake?: boolean }
      if (wake) woken.add(id)
    },
    onOpen: () => {},
  })
})
afterAll(async () => {
  await listener.close()
  await t[Symbol.asyncDispose]()
})

const post = (payload: string | Buffer, headers: Record<string, string> = {}, provider = 'replicate') =>
  t.app.inject({ method: 'POST', url: `/api/v1/webhooks/${provider}`, payload, headers })
const send = ({ body, headers }: StormDelivery) => post(body, headers)
const storm = (works: readonly TrackedWork[], count: number, seed = 1) =>
  makeProviderStorm({ works, secret, retiredSecret, count, at: t.runtime.clock.now(), seed })

async function plant(userId: string, state: SubmissionState): Promise<TrackedWork & { jobId: string }> {
  const [jobId, submissionId, externalId] = [newId('job'), newId('submission'), `p${newId('request').slice(4)}`]
  const at = t.runtime.clock.now()
  const job = { kind: 'image', status: 'running', carrierId: crypto.randomUUID(), input: {}, inputHash: '' } as const
  await t.runtime.db.job.create({ data: { id: jobId, userId, ...job, attempts: 1, createdAt: at } })
  const known = state === 'submitting' || state === 'unknown' ? {} : { externalId, operation: { id: externalId } }
  const columns = { number: 1, provider: 'replicate', model: 'google/nano-banana-2', settings: {}, ...known }
  await t.runtime.db.submission.create({
    data: { id: submissionId, jobId, userId, state, ...columns, createdAt: at, submittingAt: at, deadlineAt: at },
  })
  return { jobId, submissionId, externalId }
}

test('a storm of some hundreds changes nothing but what it may: lost answers are found, and whoever waits is woken', async () => {
  const { userId } = await t.signUp()
  const states: SubmissionState[] = ['submitted', 'submitting', 'unknown', 'succeeded', 'failed', 'canceled']
  const planted = await Promise.all(
    states.flatMap((state) => Array.from({ length: 5 }, async () => ({ state, ...(await plant(userId, state)) }))),
  )
  const deliveries = storm(planted, 600)
  const answers = await Promise.all(deliveries.map(async (one) => ({ one, status: (await send(one)).statusCode })))
  const wrong = answers.filter(({ one, status }) => status !== (isAcceptable(one.kind) ? 200 : 401))
  expect(wrong.map(({ one, status }) => [one.kind, status])).toEqual([])
  for (const { state, submissionId, externalId } of planted) {
    const row = await t.runtime.db.submission.findUniqueOrThrow({ where: { id: submissionId } })
    const isLost = state === 'submitting' || state === 'unknown'
    expect(row).toMatchObject({ state: isLost ? 'submitted' : state, externalId, operation: { id: externalId } })
  }
  const accepted = new Set(
    deliveries.filter(({ kind }) => isAcceptable(kind)).map(({ headers }) => headers['webhook-id']),
  )
  const kept = await t.runtime.db.providerDelivery.findMany({ select: { deliveryId: true } })
  expect(new Set(kept.map(({ deliveryId }) => deliveryId))).toEqual(accepted)
  expect(kept).toHaveLength(accepted.size)
  await vi.waitFor(() => {
    for (const { state, jobId } of planted)
      if (state === 'submitted' || state === 'submitting' || state === 'unknown') expect(woken).toContain(jobId)
  })
  expect(await t.runtime.db.usageEntry.count()).toBe(0)
  expect(await t.runtime.db.job.count({ where: { status: 'running' } })).toBe(planted.length)
})

test('the answer is short, and says nothing of whose work it was', async () => {
  const { userId } = await t.signUp()
  const [one] = storm([await plant(userId, 'submitted')], 1) as [StormDelivery]
  const first = await send(one)
  expect([first.statusCode, first.json()]).toEqual([200, { received: true }])
  expect((await send(one)).json()).toEqual({ received: true })
  const forged = await send({ ...one, body: `${one.body} ` })
  expect(forged.statusCode).toBe(401)
  expect(forged.json()).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
})

test('the signature is over the bytes as they came, whatever type they claim to be of', async () => {
  const { userId } = await t.signUp()
  const work = await plant(userId, 'submitted')
  for (const [seed, type] of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', ''].entries()) {
    const [one] = storm([work], 1, seed + 50) as [StormDelivery]
    const { 'content-type': _type, ...headers } = one.headers
    const response = await post(one.body, type ? { ...headers, 'content-type': type } : headers)
    expect([type, response.statusCode]).toEqual([type, 200])
  }
})

test('no cookie, token or origin is looked at: a provider has none', async () => {
  const { userId } = await t.signUp()
  const [one] = storm([await plant(userId, 'submitted')], 1, 99) as [StormDelivery]
  const from = { authorization: 'Bearer nonsense', cookie: 'cronicl_refresh=nonsense', origin: 'https://evil.example' }
  expect((await post(one.body, { ...one.headers, ...from })).statusCode).toBe(200)
})

test('a body of more than 1 MiB is refused, with or without a stated length', async () => {
  const large = Buffer.alloc(1024 ** 2 + 1, 'x')
  const response = await post(large, { 'content-type': 'application/json' })
  expect([response.statusCode, response.json()]).toMatchObject([
    413,
    { error: { code: 'PAYLOAD_TOO_LARGE', details: { limitBytes: 1024 ** 2 } } },
  ])
  const just = await post(large.subarray(1), { 'content-type': 'application/json' })
  expect(just.statusCode).toBe(401)
  expect((await post('', { 'content-type': 'application/json' })).statusCode).toBe(401)
})

test('a provider that is not configured, or that there is not, has no door', async () => {
  for (const provider of ['runway', 'openai', 'nobody', '__proto__'])
    expect((await post('{}', { 'content-type': 'application/json' }, provider)).statusCode).toBe(404)
})
