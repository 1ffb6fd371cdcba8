import { createLogger } from '@cronicl/runtime'
import { expect, test } from 'vitest'
import { createTestApp } from './test-app.ts'

test('no password, token, cookie or signature of a whole visit is in the log', async () => {
  const lines: string[] = []
  const log = createLogger({ LOG_LEVEL: 'trace' }, 'test', { write: (line: string) => void lines.push(line) })
  await using t = await createTestApp({}, log)
  const password = 'canary password 4711'
  const registered = await t.app.inject({
    method: 'POST',
    url: '/auth/register',
    payload: { email: 'canary@example.com', password, refreshTokenIn: 'body' },
  })
  const { accessToken, refreshToken } = registered.json<{ accessToken: string; refreshToken: string }>()
  await t.app.inject({
    method: 'POST',
    url: '/auth/login',
    payload: { email: 'canary@example.com', password: `${password} wrong` },
  })
  await t.app.inject({
    method: 'POST',
    url: '/auth/refresh',
    payload: { refreshToken },
    cookies: { cronicl_refresh: 'canary-cookie' },
  })
  await t.as(accessToken, { url: '/me' })
  const { url } = await t.runtime.blobs.signGet('media/usr_test/images/ast_test/original.png', { expiresInS: 60 })
  await t.app.inject({ url: url.replace(/^https?:\/\/[^/]+/, '') })
  log.error(
    {
      password,
      req: { headers: { authorization: `Bearer ${accessToken}`, cookie: 'cronicl_refresh=canary-cookie' } },
      user: { token: refreshToken },
    },
    'everything at once',
  )

  const written = lines.join('')
  expect(lines.length).toBeGreaterThan(5)
  const signature = new URL(url).searchParams.get('sig') as string
  for (const canary of [password, accessToken, refreshToken, 'canary-cookie', signature, t.runtime.env.JWT_SECRET])
    expect(written).not.toContain(canary)
  expect(written).toContain('sig=[hidden]')
})
