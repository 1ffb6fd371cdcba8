import { expect, test, vi } from 'vitest'
import { createAuthFetch } from './auth-fetch.ts'
import { CroniclError } from './cronicl-error.ts'
import { Session, type SignIn, memoryStore } from './session.ts'
import type { User } from './types.ts'

const user: User = {
  id: 'usr_1',
  email: 'a@example.com',
  name: null,
  role: 'USER',
  createdAt: '2026-01-01T00:00:00.000Z',
}

function signIn(n: number, expiresInS = 900): SignIn {
  return { user, accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresInS }
}

function newSession(exchange: (token: string | null) => Promise<SignIn>) {
  const store = memoryStore()
  return { store, session: new Session({ refreshTokenIn: 'body', store, exchange }) }
}

test('a token near its end is renewed by one exchange, however many requests need it', async () => {
  const exchange = vi.fn(async () => signIn(2))
  const { session, store } = newSession(exchange)
  await session.open(signIn(1, 20))
  const tokens = await Promise.all(Array.from({ length: 10 }, () => session.accessToken()))
  expect(new Set(tokens)).toEqual(new Set(['access-2']))
  expect(exchange).toHaveBeenCalledExactlyOnceWith('refresh-1')
  expect(store.get()).toBe('refresh-2')
})

test('a session that the server has ended is over, and whoever listens hears it', async () => {
  const { session, store } = newSession(async () => {
    throw new CroniclError('UNAUTHORIZED', 'Sign in first.')
  })
  await session.open(signIn(1, 20))
  const heard: (User | null)[] = []
  session.onChange((changed) => heard.push(changed))
  expect(await session.accessToken()).toBeNull()
  expect([session.user, store.get(), heard]).toEqual([null, null, [null]])
})

test('a lost connection does not end the session', async () => {
  const { session, store } = newSession(async () => {
    throw new CroniclError('NETWORK_ERROR', 'no answer')
  })
  await session.open(signIn(1, 20))
  await expect(session.accessToken()).rejects.toMatchObject({ code: 'NETWORK_ERROR' })
  expect([session.user, store.get()]).toEqual([user, 'refresh-1'])
})

test('without a refresh token nothing is asked', async () => {
  const exchange = vi.fn(async () => signIn(2))
  const { session } = newSession(exchange)
  expect(await session.renew()).toBeNull()
  expect(exchange).not.toHaveBeenCalled()
})

test('a request whose token was refused is sent once more with a new one', async () => {
  const { session } = newSession(async () => signIn(2))
  await session.open(signIn(1))
  const sent: (string | null)[] = []
  const authFetch = createAuthFetch(session, async (_input, init) => {
    const token = new Headers(init?.headers).get('authorization')
    sent.push(token)
    return new Response(null, { status: token === 'Bearer access-2' ? 200 : 401 })
  })
  expect((await authFetch('http://localhost/x')).status).toBe(200)
  expect(sent).toEqual(['Bearer access-1', 'Bearer access-2'])
})

test('a refusal of the renewed token is passed on, not tried for ever', async () => {
  const { session } = newSession(async () => signIn(2))
  await session.open(signIn(1))
  const fetch = vi.fn(async () => new Response(null, { status: 401 }))
  expect((await createAuthFetch(session, fetch)('http://localhost/x')).status).toBe(401)
  expect(fetch).toHaveBeenCalledTimes(2)
})
