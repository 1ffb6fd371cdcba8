import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

interface Rest {
  error: { code: string; message: string; details: unknown; requestId: string }
}
interface Trpc {
  error: { message: string; data: { code: string; httpStatus: number; details: unknown; requestId: string } }
}

test('an error is the same over REST and tRPC: status, code, message, details and request id', async () => {
  const { token } = await t.signUp()
  const headers = { 'x-request-id': 'trace-0123456789' }
  const rest = await t.as(token, { url: '/media/ast_none', headers })
  const trpc = await t.as(token, { url: `/trpc/media.get?input=${encodeURIComponent('{"id":"ast_none"}')}`, headers })
  const { error } = rest.json<Rest>()
  const { message, data } = trpc.json<Trpc>().error
  expect([rest.statusCode, trpc.statusCode]).toEqual([404, 404])
  expect({ code: data.code, message, details: data.details, requestId: data.requestId }).toEqual(error)
  expect(error).toMatchObject({ code: 'NOT_FOUND', requestId: 'trace-0123456789' })
  expect(rest.headers['x-request-id']).toBe('trace-0123456789')
  expect(JSON.stringify(trpc.json())).not.toContain('stack')
})

test.each([
  ['a path that is not there', { url: '/nothing/here' }, 404, 'NOT_FOUND'],
  [
    'a body that is not JSON',
    { method: 'POST', url: '/auth/login', payload: '{"email":', headers: { 'content-type': 'application/json' } },
    400,
    'VALIDATION_ERROR',
  ],
  [
    'a body of another type',
    { method: 'POST', url: '/auth/login', payload: '<xml/>', headers: { 'content-type': 'text/xml' } },
    415,
    'UNSUPPORTED_MEDIA',
  ],
  [
    'a body above the limit',
    { method: 'POST', url: '/auth/login', payload: { email: 'x'.repeat(101 * 1024) } },
    413,
    'PAYLOAD_TOO_LARGE',
  ],
] as const)('%s is told by the table', async (_name, options, status, code) => {
  const response = await t.app.inject(options)
  expect([response.statusCode, response.json<Rest>().error.code]).toEqual([status, code])
  expect(response.json<Rest>().error.requestId).toMatch(/^req_/)
})

test('a request id that could harm a log is replaced', async () => {
  const response = await t.app.inject({ url: '/health', headers: { 'x-request-id': 'a\tb{}"' } })
  expect(response.headers['x-request-id']).toMatch(/^req_/)
})

test('a batch above the limit is refused', async () => {
  const names = Array.from({ length: 21 }, () => 'auth.me').join(',')
  const response = await t.app.inject({ url: `/trpc/${names}?batch=1&input=${encodeURIComponent('{}')}` })
  expect(response.statusCode).toBe(400)
})

test('a failure nobody expected shows nothing of itself', async () => {
  await using broken = await createTestApp()
  const { token } = await broken.signUp()
  await broken.runtime.db.$executeRawUnsafe('ALTER TABLE users RENAME TO users_away')
  const response = await broken.as(token, { url: '/me' })
  expect(response.statusCode).toBe(500)
  expect(response.json<Rest>().error.code).toBe('INTERNAL_ERROR')
  expect(response.body).not.toMatch(/users|prisma|relation/i)
})

test('answers carry security headers, and only allowed origins get CORS', async () => {
  await using app = await createTestApp({ CORS_ORIGINS: 'https://app.example.com' })
  const own = await app.app.inject({ url: '/health', headers: { origin: 'https://app.example.com' } })
  expect(own.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': 'https://app.example.com',
  })
  expect(own.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  const other = await app.app.inject({ url: '/health', headers: { origin: 'https://evil.example.com' } })
  expect(other.headers['access-control-allow-origin']).toBeUndefined()
})
