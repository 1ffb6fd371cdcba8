import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let token: string
let userId: string
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())
beforeEach(async () => {
  ;({ token, userId } = await t.signUp())
  await t.runtime.db.user.update({ where: { id: userId }, data: { plan: 'studio' } })
})

/** What any of these answers may hold. */
interface Body {
  id: string
  jobId: string
  kind: string
  status: string
  prompt: string
  items: Body[]
  error: { code: string; details: { issues?: { path: string[] }[] } | null }
}

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, more: InjectOptions = {}) {
  const response = await t.as(token, { method, url, ...more })
  return { status: response.statusCode, body: response.json<Body>() }
}
const post = (url: string, payload: object, headers = {}) => ask('POST', url, { payload, headers })
const start = async (url = '/images/generate', more: object = {}) =>
  (await post(url, { prompt: 'A lighthouse', commit: true, ...more })).body.jobId

const jobsOf = () => t.runtime.db.job.count({ where: { userId } })
describe('starting', () => {
  test.each([
    ['/images/generate', 'image'],
    ['/api/generate/image', 'image'],
    ['/video/generate', 'video'],
    ['/media/generate', 'image'],
    ['/api/v1/generations', 'image'],
  ])('%s starts a job of the kind %s, with its price and what is asked for', async (url, kind) => {
    const { status, body } = await post(url, { prompt: 'A lighthouse', commit: true })
    expect([status, body]).toMatchObject([
      202,
      {
        jobId: expect.stringMatching(/^job_/) as string,
        status: 'queued',
        estimate: { costMicroUsd: 0, provider: 'sandbox', model: `sandbox-${kind}`, warnings: [] },
      },
    ])
    expect(await t.runtime.db.job.findUnique({ where: { id: body.jobId } })).toMatchObject({ kind, userId })
  })

  test.each(['/media/generate', '/api/v1/generations'])('%s makes films where a film is asked for', async (url) => {
    const asked = [{ durationS: 2 }, { kind: 'video' }, { resolution: '480p' }]
    for (const more of asked) {
      const { body } = await post(url, { prompt: 'A lighthouse', commit: true, ...more })
      expect(body).toMatchObject({
        id: body.jobId,
        predictionId: null,
        status: 'queued',
        settings: { fps: 24 },
        estimate: { model: 'sandbox-video' },
      })
    }
    const wrong = await post(url, { prompt: 'A lighthouse', commit: true, kind: 'image', durationS: 2 })
    expect([wrong.status, wrong.body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  test.each(['/images/generate', '/api/generate/image', '/video/generate', '/media/generate', '/api/v1/generations'])(
    '%s without a clear yes or no is COMMIT_REQUIRED, and with a no tells the price alone',
    async (url) => {
      const missing = await post(url, { prompt: 'A lighthouse' })
      expect([missing.status, missing.body.error.code]).toEqual([400, 'COMMIT_REQUIRED'])
      const no = await post(url, { prompt: 'A lighthouse', commit: false })
      expect([no.status, no.body]).toMatchObject([202, { jobId: null, status: 'estimated' }])
      expect(await jobsOf()).toBe(0)
    },
  )

  test.each(['/images/generate', '/video/generate', '/api/v1/generations'])(
    '%s with the same key, in the body or the header, is the same job',
    async (url) => {
      const input = { prompt: 'A lighthouse', commit: true }
      const [first, again, third] = [
        await post(url, input, { 'idempotency-key': 'a key' }),
        await post(url, input, { 'idempotency-key': 'a key' }),
        await post(url, { ...input, idempotencyKey: 'a key' }),
      ]
      expect([again.body.jobId, third.body.jobId]).toEqual([first.body.jobId, first.body.jobId])
      const other = await post(url, { ...input, prompt: 'A tower' }, { 'idempotency-key': 'a key' })
      expect([other.status, other.body.error.code]).toEqual([409, 'IDEMPOTENCY_MISMATCH'])
      expect(await jobsOf()).toBe(1)
    },
  )

  test('a render takes its key from the header too', async () => {
    const clips = [{ asset: { type: 'color', color: '#112233' }, start: 0, length: 1 }]
    const film = { output: { format: 'mp4', width: 64, height: 36 }, tracks: [{ clips }] }
    const jobs = [1, 2].map(() => post('/v1/render', film, { 'idempotency-key': 'film' }))
    const [first, again] = await Promise.all(jobs)
    expect([first?.status, again?.body.jobId]).toEqual([202, first?.body.jobId])
  })

  test('unknown fields, another’s things and unknown providers are refused before anything begins', async () => {
    const other = await t.signUp()
    const timeline = await t.as(other.token, { method: 'POST', url: '/api/timelines', payload: { title: 'Theirs' } })
    const ownerId = timeline.json<{ id: string }>().id
    const base = { prompt: 'A lighthouse', commit: true }
    const refusals: [object, number, string][] = [
      [{ ...base, size: 'big' }, 400, 'VALIDATION_ERROR'],
      [{ ...base, count: 5 }, 400, 'VALIDATION_ERROR'],
      [{ ...base, prompt: 'x'.repeat(10_001) }, 400, 'VALIDATION_ERROR'],
      [{ ...base, provider: 'nobody' }, 400, 'VALIDATION_ERROR'],
      [{ ...base, provider: 'replicate' }, 503, 'PROVIDER_NOT_CONFIGURED'],
      [{ ...base, referenceAssetIds: ['ast_none'] }, 404, 'NOT_FOUND'],
      [{ ...base, attachTo: { ownerType: 'timeline', ownerId } }, 404, 'NOT_FOUND'],
    ]
    for (const [payload, status, code] of refusals) {
      const answer = await post('/images/generate', payload)
      expect([answer.status, answer.body.error.code], JSON.stringify(payload).slice(0, 80)).toEqual([status, code])
    }
    expect(await jobsOf()).toBe(0)
  })
})

describe('what was started', () => {
  test('it is one job, whatever path it is read from', async () => {
    const id = await start()
    const whole = await ask('GET', `/api/v1/generations/${id}`)
    expect([whole.status, whole.body]).toMatchObject([
      200,
      { id, kind: 'image', status: 'queued', progress: 0, prompt: 'A lighthouse', predictionId: null, variants: [] },
    ])
    for (const path of ['/images/jobs', '/video/jobs'])
      expect((await ask('GET', `${path}/${id}`)).body).toEqual(whole.body)
    for (const path of ['/media/jobs', '/v1/jobs'])
      expect((await ask('GET', `${path}/${id}`)).body).toMatchObject({ id, status: 'queued', outputs: [] })
    const list = await ask('GET', '/api/v1/generations?kind=image&limit=5')
    expect(list.body.items.map((item) => item.id)).toEqual([id])
  })

  test('another’s is not found, whatever is done with it', async () => {
    const id = await start()
    const { token: stranger } = await t.signUp()
    const calls = [
      { method: 'GET' as const, url: `/api/v1/generations/${id}` },
      { method: 'GET' as const, url: `/images/jobs/${id}` },
      { method: 'PATCH' as const, url: `/api/v1/generations/${id}`, payload: { action: 'cancel' } },
      { method: 'POST' as const, url: `/api/v1/generations/${id}/cancel`, payload: {} },
      { method: 'POST' as const, url: `/api/v1/generations/${id}/retry`, payload: { commit: true } },
      { method: 'DELETE' as const, url: `/api/v1/generations/${id}` },
      { method: 'GET' as const, url: `/api/v1/generations/${id}/events` },
    ]
    for (const call of calls) expect((await t.as(stranger, call)).statusCode, `${call.method} ${call.url}`).toBe(404)
    expect((await ask('GET', `/api/v1/generations/${id}`)).body.status).toBe('queued')
  })

  test('it is called off by PATCH, then started once more, and forgotten when it has ended', async () => {
    const id = await start('/images/generate')
    const early = await ask('DELETE', `/api/v1/generations/${id}`)
    expect([early.status, early.body.error.code]).toEqual([409, 'CONFLICT'])
    const unclear = await ask('PATCH', `/api/v1/generations/${id}`, { payload: { action: 'stop' } })
    expect([unclear.status, unclear.body.error.details?.issues?.[0]?.path]).toEqual([400, ['action']])
    const canceled = await ask('PATCH', `/api/v1/generations/${id}`, { payload: { action: 'cancel' } })
    expect([canceled.status, canceled.body]).toMatchObject([200, { id, status: 'canceled', billed: 'no' }])

    const gate = await post(`/api/v1/generations/${id}/retry`, {})
    expect([gate.status, gate.body.error.code]).toEqual([400, 'COMMIT_REQUIRED'])
    const again = await post(`/api/v1/generations/${id}/retry`, { commit: true })
    expect(again.status).toBe(202)
    expect(again.body.jobId).not.toBe(id)
    const next = await ask('GET', `/api/v1/generations/${again.body.jobId}`)
    expect(next.body.prompt).toContain('A lighthouse')
    expect((await post(`/api/v1/generations/${again.body.jobId}/cancel`, {})).body.status).toBe('canceled')

    expect((await ask('DELETE', `/api/v1/generations/${id}`)).body).toEqual({ id })
    expect((await ask('GET', `/api/v1/generations/${id}`)).status).toBe(404)
  })

  test('on the free plan a second one waits for the first to end', async () => {
    await t.runtime.db.user.update({ where: { id: userId }, data: { plan: 'free' } })
    const first = await start()
    const second = await post('/images/generate', { prompt: 'A tower', commit: true })
    expect([second.status, second.body.error]).toMatchObject([
      429,
      { code: 'TOO_MANY_INFLIGHT', details: { kind: 'image', limit: 1, inFlight: 1 } },
    ])
    await ask('PATCH', `/api/v1/generations/${first}`, { payload: { action: 'cancel' } })
    expect((await post('/images/generate', { prompt: 'A tower', commit: true })).status).toBe(202)
  })

  test('its changes are told as events until it has ended', async () => {
    const id = await start()
    await ask('PATCH', `/api/v1/generations/${id}`, { payload: { action: 'cancel' } })
    const events = await t.as(token, { url: `/api/v1/generations/${id}/events` })
    expect(events.headers['content-type']).toContain('text/event-stream')
    expect(events.body).toContain('"status":"canceled"')
  })
})
