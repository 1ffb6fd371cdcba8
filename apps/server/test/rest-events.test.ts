import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const color = { asset: { type: 'color', color: '#ff0000' }, start: 0, length: 1 }
const document = { output: { width: 320, height: 180 }, tracks: [{ clips: [color] }] }

async function startJob(token: string): Promise<string> {
  return (await t.as(token, { method: 'POST', url: '/v1/render', payload: document })).json<{ jobId: string }>().jobId
}

test('a job is watched over plain HTTP to its end, and taken up again after the last event', async () => {
  const { token } = await t.signUp()
  const jobId = await startJob(token)
  const base = await t.app.listen({ port: 0, host: '127.0.0.1' })
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const watched = await fetch(`${base}/v1/jobs/${jobId}/events`, { headers })
  expect([watched.status, watched.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  await t.as(token, { method: 'POST', url: `/v1/jobs/${jobId}/cancel`, payload: {} })
  const text = await watched.text()
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))
  const states = [...text.matchAll(/^data: (.*)$/gm)].map(
    (match) => (JSON.parse(match[1] as string) as { status: string }).status,
  )
  expect([states[0], states.at(-1)]).toEqual(['queued', 'canceled'])
  expect(ids).toEqual([...ids].sort((a, b) => a - b))

  const resumed = await fetch(`${base}/v1/jobs/${jobId}/events`, {
    headers: { ...headers, 'last-event-id': String(ids.at(-1)) },
  })
  expect(await resumed.text()).toBe('')
})

test('what cannot be watched is refused with its own status', async () => {
  const [owner, other] = [await t.signUp(), await t.signUp()]
  const url = `/v1/jobs/${await startJob(owner.token)}/events`
  expect((await t.as(other.token, { url })).json<{ error: { code: string } }>().error.code).toBe('NOT_FOUND')
  expect((await t.app.inject({ url })).statusCode).toBe(401)
})
