import type { Logger } from '@cronicl/core'
import { silentLogger } from '@cronicl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { refreshSession, refreshSessionInput, refreshSessionOutput } from './refresh-session.ts'
import { newRefreshToken } from './refresh-token.ts'
import { registerUser } from './register-user.ts'
import type { SignInResult } from './sign-in-result.ts'
import { authConfig, type AuthTestBed, createAuthTestBed, from, testPassword } from './testing/auth-test-bed.ts'

let bed: AuthTestBed
let signedIn: SignInResult
beforeAll(async () => {
  bed = await createAuthTestBed()
})
beforeEach(async () => {
  await bed.empty()
  signedIn = await registerUser(bed.ctx(), { email: 'ada@example.com', password: testPassword })
})
afterAll(() => bed[Symbol.asyncDispose]())

const refresh = (refreshToken: string, ctx = bed.ctx()) => refreshSession(ctx, { refreshToken })
const ended = { code: 'UNAUTHORIZED', message: 'This session has ended. Sign in again.' }
const session = () => bed.db.session.findUniqueOrThrow({ where: { id: signedIn.sessionId } })

test('a token is exchanged for its child, and the session lives on from then', async () => {
  bed.clock.advance(3_600_000)
  const result = await refresh(signedIn.refreshToken, bed.ctx(from('198.51.100.9', 'Safari on a phone')))
  expect(refreshSessionOutput.parse(result)).toEqual(result)
  expect(result).toMatchObject({ user: signedIn.user, sessionId: signedIn.sessionId })
  expect(result.refreshToken).not.toBe(signedIn.refreshToken)
  expect(await verifyAccessToken(authConfig().auth, bed.clock, result.accessToken)).toMatchObject({
    userId: signedIn.user.id,
    sessionId: signedIn.sessionId,
  })
  const now = bed.clock.now().getTime()
  const row = await session()
  expect(row).toMatchObject({ address: '198.51.100.9', userAgent: 'Safari on a phone', lastUsedAt: bed.clock.now() })
  expect(row.expiresAt.getTime()).toBe(now + 7 * 24 * 3600_000)
  expect(await bed.recorded()).toEqual(['register', 'refresh'])
})

test('a session that is used lives beyond its first seven days, and a week of its ancestors is kept', async () => {
  let token = signedIn.refreshToken
  for (let day = 0; day < 12; day++) {
    bed.clock.advance(24 * 3600_000)
    token = (await refresh(token)).refreshToken
  }
  expect(await bed.db.refreshToken.count()).toBeLessThanOrEqual(8)
})

test('a session that is not used for seven days has ended', async () => {
  bed.clock.advance(7 * 24 * 3600_000)
  await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject(ended)
})

test('twenty exchanges of one token at once give one child, and the session is rotated once', async () => {
  const ctx = bed.ctx({ transact: bed.overlapping(10) })
  const results = await Promise.all(Array.from({ length: 20 }, () => refresh(signedIn.refreshToken, ctx)))
  expect(new Set(results.map(({ refreshToken }) => refreshToken)).size).toBe(1)
  expect(await bed.db.refreshToken.count()).toBe(2)
  expect(await bed.recorded()).toEqual(['register', 'refresh'])
  await expect(refresh(results[0]?.refreshToken ?? '')).resolves.toBeDefined()
})

test('within ten seconds a lost answer can be asked for again', async () => {
  const first = await refresh(signedIn.refreshToken)
  bed.clock.advance(10_000)
  const again = await refresh(signedIn.refreshToken)
  expect(again.refreshToken).toBe(first.refreshToken)
  expect(await bed.db.refreshToken.count()).toBe(2)
})

test('after ten seconds a spent token ends the whole session', async () => {
  const child = await refresh(signedIn.refreshToken)
  bed.clock.advance(10_001)
  await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject(ended)
  expect(await session()).toMatchObject({ revokedReason: 'refresh_reuse', revokedAt: bed.clock.now() })
  await expect(refresh(child.refreshToken)).rejects.toMatchObject(ended)
  expect(await bed.recorded()).toEqual(['register', 'refresh', 'refresh_reuse'])
})

test('within the grace, a parent whose child is spent ends the whole session', async () => {
  const child = await refresh(signedIn.refreshToken)
  const grandchild = await refresh(child.refreshToken)
  await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject(ended)
  await expect(refresh(grandchild.refreshToken)).rejects.toMatchObject(ended)
  expect(await bed.recorded()).toEqual(['register', 'refresh', 'refresh', 'refresh_reuse'])
})

test('an ancestor from days ago ends the whole session, and no other one', async () => {
  const other = await registerUser(bed.ctx(), { email: 'eve@example.com', password: testPassword })
  let token = signedIn.refreshToken
  for (let n = 0; n < 4; n++) {
    bed.clock.advance(24 * 3600_000)
    token = (await refresh(token)).refreshToken
  }
  await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject(ended)
  await expect(refresh(token)).rejects.toMatchObject(ended)
  await expect(refresh(other.refreshToken)).resolves.toBeDefined()
})

test('a reuse that races with the rightful exchange leaves the session revoked, whoever comes first', async () => {
  const child = await refresh(signedIn.refreshToken)
  bed.clock.advance(60_000)
  const ctx = bed.ctx({ transact: bed.overlapping(2) })
  const both = [refresh(child.refreshToken, ctx), refresh(signedIn.refreshToken, ctx)] as const
  const [, thief] = await Promise.allSettled(both)
  expect(thief.status).toBe('rejected')
  expect((await session()).revokedReason).toBe('refresh_reuse')
  expect((await bed.recorded()).filter((kind) => kind === 'refresh_reuse')).toHaveLength(1)
})

test('a reuse is recorded and logged with the session, without the token', async () => {
  const lines: unknown[] = []
  const log: Logger = { ...silentLogger, warn: (fields, message) => lines.push([fields, message]) }
  await refresh(signedIn.refreshToken)
  bed.clock.advance(60_000)
  await expect(refresh(signedIn.refreshToken, bed.ctx({ log, ...from('192.0.2.66') }))).rejects.toMatchObject(ended)
  const event = await bed.db.authEvent.findFirstOrThrow({ where: { kind: 'refresh_reuse' } })
  expect(event).toMatchObject({ userId: signedIn.user.id, sessionId: signedIn.sessionId, address: '192.0.2.66' })
  expect(lines).toEqual([[{ sessionId: signedIn.sessionId }, expect.any(String)]])
  expect(JSON.stringify([event, lines])).not.toContain(signedIn.refreshToken)
})

test('racing tabs get one child also while the signing secret is replaced', async () => {
  const oldAuth = authConfig().auth
  const renewed = authConfig({
    jwtSecrets: [{ id: 'k2', secret: 'a newer secret of 32 characters!!' }, ...oldAuth.jwtSecrets],
  })
  const child = await refresh(signedIn.refreshToken)
  const again = await refresh(signedIn.refreshToken, bed.ctx({ config: renewed }))
  expect(again.refreshToken).toBe(child.refreshToken)
  await expect(refresh(child.refreshToken, bed.ctx({ config: renewed }))).resolves.toBeDefined()
})

test('a role that was changed shows in the next access token', async () => {
  await bed.db.user.update({ where: { id: signedIn.user.id }, data: { role: 'USER' } })
  const { accessToken, user } = await refresh(signedIn.refreshToken)
  expect(user.role).toBe('USER')
  expect(await verifyAccessToken(authConfig().auth, bed.clock, accessToken)).toMatchObject({ role: 'USER' })
})

test.each([newRefreshToken(), 'x', 'ü'.repeat(200), '\0'])(
  'a token that was never given out is refused: %j',
  async (token) => {
    await expect(refresh(token)).rejects.toMatchObject(ended)
    expect((await session()).revokedAt).toBeNull()
  },
)

test('the input takes nothing but a token of sane length', () => {
  expect(refreshSessionInput.safeParse({ refreshToken: 'x'.repeat(257) }).success).toBe(false)
  expect(refreshSessionInput.safeParse({ refreshToken: 'x', userId: 'usr_1' }).success).toBe(false)
})
