import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const password = 'a lantern in the fog'
const json = { 'content-type': 'application/json' }

async function register(email: string, body: object = {}) {
  return t.app.inject({ method: 'POST', url: '/auth/register', payload: { email, password, ...body } })
}

test('a browser gets its refresh token in a cookie that scripts cannot read, and nothing of it in the body', async () => {
  const response = await register('cookie@example.com')
  expect(response.statusCode).toBe(200)
  const cookie = response.cookies.find((c) => c.name === 'cronicl_refresh')
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  const body = response.json<Record<string, unknown>>()
  expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresInS', 'user'])

  const refreshed = await t.app.inject({
    method: 'POST',
    url: '/auth/refresh',
    payload: {},
    cookies: { cronicl_refresh: cookie?.value ?? '' },
  })
  expect(refreshed.statusCode).toBe(200)
  expect(refreshed.cookies[0]?.value).not.toBe(cookie?.value)
})

test('another client gets its refresh token in the body and no cookie', async () => {
  const response = await register('body@example.com', { refreshTokenIn: 'body' })
  expect(response.cookies).toEqual([])
  const { refreshToken } = response.json<{ refreshToken: string }>()
  const refreshed = await t.app.inject({
    method: 'POST',
    url: '/auth/refresh',
    payload: { refreshToken, refreshTokenIn: 'body' },
  })
  expect(refreshed.json<{ refreshToken: string }>().refreshToken).not.toBe(refreshToken)
})

test('a cookie that another site sends is refused, and one of an allowed origin is taken', async () => {
  await using other = await createTestApp({ CORS_ORIGINS: 'https://app.example.com' })
  const registered = await other.app.inject({
    method: 'POST',
    url: '/auth/register',
    payload: { email: 'csrf@example.com', password },
  })
  const cookies = { cronicl_refresh: registered.cookies[0]?.value ?? '' }
  const refresh = (headers: Record<string, string>) =>
    other.app.inject({ method: 'POST', url: '/auth/refresh', payload: {}, cookies, headers })
  expect((await refresh({ origin: 'https://evil.example.com' })).statusCode).toBe(403)
  expect((await refresh({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await refresh({ origin: 'https://app.example.com', 'sec-fetch-site': 'same-site' })).statusCode).toBe(200)
})

test('a production cookie is bound to the host and to https', async () => {
  await using live = await createTestApp({ NODE_ENV: 'production' })
  const response = await live.app.inject({
    method: 'POST',
    url: '/auth/register',
    payload: { email: 'live@example.com', password },
  })
  expect(response.cookies[0]).toMatchObject({ name: '__Host-cronicl_refresh', secure: true, httpOnly: true, path: '/' })
})

test('me answers the signed-in user, and nobody without a token or with a wrong one', async () => {
  const { token, email } = await t.signUp()
  expect((await t.as(token, { url: '/me' })).json()).toMatchObject({ email })
  for (const response of [await t.app.inject({ url: '/me' }), await t.as(`${token}x`, { url: '/me' })]) {
    expect(response.statusCode).toBe(401)
    expect(response.json<{ error: { code: string } }>().error.code).toBe('UNAUTHORIZED')
  }
})

test('signing out clears the cookie and ends the session', async () => {
  const registered = await register('out@example.com')
  const cookies = { cronicl_refresh: registered.cookies[0]?.value ?? '' }
  const out = await t.app.inject({ method: 'POST', url: '/auth/logout', payload: {}, cookies })
  expect(out.cookies[0]).toMatchObject({ name: 'cronicl_refresh', value: '' })
  expect((await t.app.inject({ method: 'POST', url: '/auth/refresh', payload: {}, cookies })).statusCode).toBe(401)
})

test('every mistake of an input is told with its path, and an unknown field by its name', async () => {
  const response = await t.app.inject({
    method: 'POST',
    url: '/auth/register',
    payload: { email: 'nonsense', password: 'x', surname: 'y' },
    headers: json,
  })
  expect(response.statusCode).toBe(400)
  const { error } = response.json<{
    error: { code: string; details: { issues: { path: string[]; message: string }[] } }
  }>()
  expect(error.code).toBe('VALIDATION_ERROR')
  expect(error.details.issues.map((issue) => issue.path[0] ?? 'root')).toEqual(
    expect.arrayContaining(['email', 'password']),
  )
  expect(error.details.issues.some((issue) => issue.message.includes('“surname”'))).toBe(true)
})
