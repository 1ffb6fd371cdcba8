import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { registerUser, registerUserInput, registerUserOutput } from './register-user.ts'
import { type AuthTestBed, createAuthTestBed, from, testPassword } from './testing/auth-test-bed.ts'

let bed: AuthTestBed
beforeAll(async () => {
  bed = await createAuthTestBed()
})
beforeEach(() => bed.empty())
afterAll(() => bed[Symbol.asyncDispose]())

const input = (fields: object = {}) =>
  registerUserInput.parse({ email: 'ada@example.com', password: testPassword, ...fields })

test('an account is made and signed in', async () => {
  const result = await registerUser(bed.ctx(), input({ email: ' Ada@Example.com ', name: ' Ada ' }))
  expect(registerUserOutput.parse(result)).toEqual(result)
  expect(result.user).toMatchObject({ email: 'ada@example.com', name: 'Ada', role: 'ADMIN' })
  expect(result.user.createdAt).toBe(bed.clock.now().toISOString())
  expect(result.expiresInS).toBe(900)

  const actor = await verifyAccessToken(bed.ctx().config.auth, bed.clock, result.accessToken)
  expect(actor).toEqual({ type: 'user', userId: result.user.id, sessionId: result.sessionId, role: 'ADMIN' })
  const session = await bed.db.session.findUniqueOrThrow({ where: { id: result.sessionId } })
  expect(session).toMatchObject({ address: '203.0.113.1', userAgent: 'Firefox on Linux', revokedAt: null })
  expect(session.expiresAt.getTime() - bed.clock.now().getTime()).toBe(7 * 24 * 3600 * 1000)
})

test('neither the password nor the refresh token is stored', async () => {
  const result = await registerUser(bed.ctx(), input())
  const rows = JSON.stringify([
    await bed.db.user.findMany(),
    await bed.db.session.findMany(),
    await bed.db.refreshToken.findMany(),
    await bed.db.authEvent.findMany(),
  ])
  expect(rows).not.toContain(testPassword)
  expect(rows).not.toContain(result.refreshToken)
  const { tokenHash } = await bed.db.refreshToken.findFirstOrThrow()
  expect(Buffer.from(tokenHash)).not.toEqual(Buffer.from(result.refreshToken, 'base64url'))
})

test('of twenty who register at once on a fresh installation, one is ADMIN', async () => {
  const ctx = bed.ctx({ transact: bed.overlapping(10) })
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, n) => registerUser(ctx, input({ email: `user${n}@example.com` }))),
  )
  expect(results.map(({ user }) => user.role).sort()).toEqual(['ADMIN', ...Array(19).fill('USER')])
  expect(await bed.db.user.count({ where: { role: 'ADMIN' } })).toBe(1)
})

test('of twenty who register one address at once, one gets it and the others leave nothing behind', async () => {
  const ctx = bed.ctx({ transact: bed.overlapping(10) })
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => registerUser(ctx, input())))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' })
  }
  expect([await bed.db.user.count(), await bed.db.session.count(), await bed.db.refreshToken.count()]).toEqual([
    1, 1, 1,
  ])
  expect(await bed.recorded()).toEqual(['register'])
})

test('a taken address is refused in another case as well, and keeps its password', async () => {
  await registerUser(bed.ctx(), input())
  const before = await bed.db.user.findFirstOrThrow()
  await expect(
    registerUser(bed.ctx(), input({ email: 'ADA@example.com', password: 'another lantern' })),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await bed.db.user.findFirstOrThrow()).toEqual(before)
})

test('the record says who registered and from where, cut to a size and without control characters', async () => {
  const { user, sessionId } = await registerUser(bed.ctx(from('2001:db8::7', `Evil\0${'x'.repeat(9000)}`)), input())
  const event = await bed.db.authEvent.findFirstOrThrow()
  expect(event).toMatchObject({ kind: 'register', userId: user.id, sessionId, address: '2001:db8::7' })
  expect(event.userAgent).toBe(`Evil ${'x'.repeat(507)}`)
})

test.each<[string, object]>([
  ['a common password', { password: 'password123' }],
  ['a short password', { password: 'short' }],
  ['no address', { email: 'nobody' }],
  ['a name that is blank', { name: '  ' }],
  ['a name with a NUL', { name: 'Ada\0' }],
  ['a role', { role: 'ADMIN' }],
])('%s is refused', (_, fields) => {
  expect(registerUserInput.safeParse({ email: 'ada@example.com', password: testPassword, ...fields }).success).toBe(
    false,
  )
})

test.each(['Ada.Lovelace@example.com', 'ada.lovelace'])('the address is no password: %s', async (password) => {
  await expect(registerUser(bed.ctx(), input({ email: 'ada.lovelace@example.com', password }))).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { issues: [{ path: ['password'] }] },
  })
  expect(await bed.db.user.count()).toBe(0)
})

test('a name in any script is kept, and half a character does no harm', async () => {
  const names = ['Zoë Ångström', '紫式部', '🦊', 'half \ud83e']
  for (const [n, name] of names.entries()) {
    const { user } = await registerUser(bed.ctx(), input({ email: `name${n}@example.com`, name }))
    expect(user.name).toBe(name.toWellFormed())
  }
})
