import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let token: string
beforeAll(async () => {
  t = await createTestApp()
  token = (await t.signUp()).token
})
afterAll(() => t[Symbol.asyncDispose]())

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  t.as(token, { method, url, ...(payload ? { payload } : {}) })

test('endpoints are registered, read, changed, tested and removed over REST', async () => {
  const created = await call('POST', '/webhooks/endpoints', { url: 'https://hooks.example.com/a' })
  expect([created.statusCode, created.json()]).toEqual([
    201,
    expect.objectContaining({ enabled: true, eventTypes: ['*'], secret: expect.stringMatching(/^whsec_/) }),
  ])
  const { id, secret } = created.json<{ id: string; secret: string }>()
  const read = await call('GET', `/webhooks/endpoints/${id}`)
  expect(read.json()).toMatchObject({ id, url: 'https://hooks.example.com/a' })
  const list = await call('GET', '/webhooks/endpoints?limit=5')
  expect(list.json()).toMatchObject({ items: [{ id }], nextCursor: null })
  expect(read.body + list.body).not.toContain(secret)
  const changed = await call('PATCH', `/webhooks/endpoints/${id}`, { enabled: false, eventTypes: ['job.failed'] })
  expect(changed.json()).toMatchObject({ enabled: false, eventTypes: ['job.failed'] })
  const rotated = await call('POST', `/webhooks/endpoints/${id}/rotate-secret`)
  expect(rotated.json<{ secret: string }>().secret).not.toBe(secret)
  const sent = await call('POST', `/webhooks/endpoints/${id}/test`)
  expect([sent.statusCode, sent.json()]).toEqual([
    202,
    expect.objectContaining({ eventType: 'endpoint.test', state: 'pending', endpointId: id }),
  ])
  const { id: deliveryId } = sent.json<{ id: string }>()
  const log = await call('GET', `/webhooks/endpoints/${id}/deliveries?state=pending`)
  expect(log.json()).toMatchObject({ items: [{ id: deliveryId, log: [] }], nextCursor: null })
  expect((await call('POST', `/webhooks/deliveries/${deliveryId}/resend`)).statusCode).toBe(409)
  expect((await call('DELETE', `/webhooks/endpoints/${id}`)).json()).toEqual({ id })
  expect((await call('GET', `/webhooks/endpoints/${id}`)).statusCode).toBe(404)
})

test('what an endpoint cannot be is refused with its path', async () => {
  const wrong = async (payload: object): Promise<unknown> =>
    (await call('POST', '/webhooks/endpoints', payload)).json<{ error: unknown }>().error
  const issue = (path: (string | number)[]) => ({
    code: 'VALIDATION_ERROR',
    details: { issues: [expect.objectContaining({ path })] },
  })
  expect(await wrong({ url: 'https://10.0.0.1/a' })).toMatchObject(issue(['url']))
  expect(await wrong({ url: 'https://hooks.example.com/', eventTypes: ['job.exploded'] })).toMatchObject(
    issue(['eventTypes', 0]),
  )
  expect(await wrong({ url: 'https://hooks.example.com/', secret: 'mine' })).toMatchObject(issue([]))
})

test('nobody who is not signed in has any', async () => {
  const response = await t.app.inject({ method: 'GET', url: '/webhooks/endpoints' })
  expect([response.statusCode, response.json<{ error: { code: string } }>().error.code]).toEqual([401, 'UNAUTHORIZED'])
})
