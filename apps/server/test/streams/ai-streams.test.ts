import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from '../test-app.ts'
import { readStream } from './read-stream.ts'

let t: TestApp
let base: string
let headers: Record<string, string>
beforeAll(async () => {
  t = await createTestApp()
  base = await t.app.listen({ port: 0, host: '127.0.0.1' })
  headers = { authorization: `Bearer ${(await t.signUp()).token}` }
})
afterAll(() => t[Symbol.asyncDispose]())

/** The data of each event that is one of the procedure's. */
function told(text: string): { type: string; [field: string]: unknown }[] {
  return text
    .split(/\n\n+/)
    .filter((event) => event.startsWith('data: '))
    .map((event) => JSON.parse(event.slice('data: '.length)) as { type: string })
}

const prompt = { prompt: 'Tell me of the lighthouse.' }
const story = { activePath: [{ title: 'The lighthouse', content: 'Ana climbs the stairs. The lamp is out.' }] }

test.each([
  ['/api/generate/text/stream', prompt],
  ['/trpc/ai.generateTextStream', prompt],
  ['/ai/suggest/stream', story],
  ['/trpc/ai.suggestStream', story],
  ['/ai/expand/stream', story],
  ['/trpc/ai.expandStream', story],
])('%s tells what comes, and then the answer with its usage', async (path, input) => {
  const stream = await readStream(`${base}${path}`, input, headers)
  const events = told(await stream.rest())
  expect(stream.response.statusCode).toBe(200)
  expect(events.length).toBeGreaterThan(1)
  expect(events.map(({ type }) => type).lastIndexOf('done')).toBe(events.length - 1)
  expect(events.at(-1)).toMatchObject({ usage: { provider: 'sandbox', model: expect.any(String) as string } })
})

test('an input above 50 KB is refused with the limit, over both ways in', async () => {
  const payload = { prompt: 'x'.repeat(51 * 1024) }
  for (const url of [
    '/api/generate/text/stream',
    '/trpc/ai.generateTextStream',
    '/trpc/ai.suggest,auth.logout?batch=1',
  ]) {
    const answer = await t.app.inject({ method: 'POST', url, payload, headers })
    expect([answer.statusCode, answer.body]).toEqual([413, expect.stringContaining('at most 50 KB')])
  }
})

test('what is wrong with an input is told by the status before anything is streamed', async () => {
  const answer = await t.app.inject({ method: 'POST', url: '/ai/suggest/stream', payload: { path: [] }, headers })
  expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([400, 'VALIDATION_ERROR'])
})
