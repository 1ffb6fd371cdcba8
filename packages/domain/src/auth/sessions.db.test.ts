import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { getMe, getMeOutput } from './get-me.ts'
import { listSessions, listSessionsInput, listSessionsOutput } from './list-sessions.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { refreshSession } from './refresh-session.ts'
import { registerUser } from './register-user.ts'
import { revokeAllSessions } from './revoke-all-sessions.ts'
import { revokeSession } from './revoke-session.ts'
import type { SignInResult } from './sign-in-result.ts'
import { type AuthTestBed, createAuthTestBed, from, testPassword } from './testing/auth-test-bed.ts'

let bed: AuthTestBed
let ada: SignInResult
let eve: SignInResult
beforeAll(async () => {
  bed = await createAuthTestBed()
})
beforeEach(async () => {
  await bed.empty()
  ada = await registerUser(bed.ctx(), { email: 'ada@example.com', password: testPassword })
  eve = await registerUser(bed.ctx(), { email: 'eve@example.com', password: testPassword })
})
afterAll(() => bed[Symbol.asyncDispose]())

const loginAgain = (address = '198.51.100.2') =>
  login(bed.ctx(from(address, 'A phone')), { email: 'ada@example.com', password: testPassword })
const refresh = ({ refreshToken }: SignInResult) => refreshSession(bed.ctx(), { refreshToken })
const list = async (who: SignInResult, input: object = {}) =>
  await listSessions(await bed.as(who), listSessionsInput.parse(input))

test('a user sees who they are, and nothing that is not theirs to see', async () => {
  const me = await getMe(await bed.as(ada))
  expect(me).toEqual(ada.user)
  expect(getMeOutput.parse(me)).toEqual(me)
  expect(Object.keys(me).sort()).toEqual(['createdAt', 'email', 'id', 'name', 'role'])
})

test('a token outlives its account for minutes, but is nobody then', async () => {
  const ctx = await bed.as(ada)
  await bed.db.user.delete({ where: { id: ada.user.id } })
  await expect(getMe(ctx)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

test('nobody signed in sees or ends nothing', async () => {
  const refusals = [
    getMe(bed.ctx()),
    listSessions(bed.ctx(), { limit: 50 }),
    revokeSession(bed.ctx(), { sessionId: ada.sessionId }),
    revokeAllSessions(bed.ctx(), { keepCurrent: false }),
  ]
  for (const refusal of refusals) await expect(refusal).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

test('the list holds the own sessions that have not ended, newest first, and marks the one that asks', async () => {
  const phone = await loginAgain()
  const gone = await loginAgain()
  await logout(await bed.as(gone), {})
  const page = await list(ada)
  expect(listSessionsOutput.parse(page)).toEqual(page)
  expect(page.items.map(({ id, current }) => [id, current])).toEqual([
    [phone.sessionId, false],
    [ada.sessionId, true],
  ])
  expect(page.items[0]).toMatchObject({ address: '198.51.100.2', userAgent: 'A phone' })
  expect(page.nextCursor).toBeNull()

  bed.clock.advance(24 * 3600_000)
  await refresh(phone)
  bed.clock.advance(6 * 24 * 3600_000)
  const [left, ...others] = (await listSessions({ ...bed.ctx(), actor: actorOf(ada) }, { limit: 50 })).items
  expect(left?.id).toBe(phone.sessionId)
  expect(others).toEqual([])
})

const actorOf = ({ user, sessionId }: SignInResult) => ({
  type: 'user' as const,
  userId: user.id,
  sessionId,
  role: user.role,
})

test('the list comes in pages', async () => {
  const newest = [await loginAgain(), await loginAgain()].map(({ sessionId }) => sessionId).reverse()
  const first = await list(ada, { limit: 2 })
  expect(first.items.map(({ id }) => id)).toEqual(newest)
  const second = await list(ada, { limit: 2, cursor: first.nextCursor })
  expect(second.items.map(({ id }) => id)).toEqual([ada.sessionId])
  expect(second.nextCursor).toBeNull()
})

test('an ended session can not be refreshed; the others go on', async () => {
  const phone = await loginAgain()
  await revokeSession(await bed.as(ada), { sessionId: phone.sessionId })
  await expect(refresh(phone)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(refresh(ada)).resolves.toBeDefined()
  const event = await bed.db.authEvent.findFirstOrThrow({ where: { kind: 'session_revoked' } })
  expect(event).toMatchObject({ userId: ada.user.id, sessionId: phone.sessionId, address: '203.0.113.1' })
})

test("another user's session is not found, like one that never was, and goes on", async () => {
  const ctx = await bed.as(eve)
  for (const sessionId of [ada.sessionId, 'ses_0', '']) {
    await expect(revokeSession(ctx, { sessionId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no such session.',
    })
  }
  await expect(refresh(ada)).resolves.toBeDefined()
})

test('ending a session twice is recorded once', async () => {
  const ctx = await bed.as(ada)
  await revokeSession(ctx, { sessionId: ada.sessionId })
  bed.clock.advance(1_000)
  await expect(revokeSession(ctx, { sessionId: ada.sessionId })).resolves.toEqual({ sessionId: ada.sessionId })
  expect((await bed.recorded()).filter((kind) => kind === 'session_revoked')).toHaveLength(1)
})

test("all sessions are ended at once, the own one too unless it is kept, and nobody else's", async () => {
  const [phone, tablet] = [await loginAgain(), await loginAgain()]
  expect(await revokeAllSessions(await bed.as(ada), { keepCurrent: true })).toEqual({ revoked: 2 })
  for (const ended of [phone, tablet]) await expect(refresh(ended)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await revokeAllSessions(await bed.as(ada), { keepCurrent: false })).toEqual({ revoked: 1 })
  await expect(refresh(ada)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(refresh(eve)).resolves.toBeDefined()
})

test('ten that end all sessions at once end each session once', async () => {
  for (let n = 0; n < 5; n++) await loginAgain()
  const ctx = { ...(await bed.as(ada)), transact: bed.overlapping(10) }
  const results = await Promise.all(Array.from({ length: 10 }, () => revokeAllSessions(ctx, { keepCurrent: false })))
  expect(results.reduce((sum, { revoked }) => sum + revoked, 0)).toBe(6)
  expect((await bed.recorded()).filter((kind) => kind === 'session_revoked')).toHaveLength(6)
})

test('signing out ends the session of the access token, as often as it is asked', async () => {
  const ctx = await bed.as(ada)
  expect(await logout(ctx, {})).toEqual({ signedOut: true })
  expect(await logout(ctx, {})).toEqual({ signedOut: true })
  await expect(refresh(ada)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await bed.recorded()).toEqual(['register', 'register', 'logout'])
})

test('signing out works with the refresh token alone, also a spent one, and without anything', async () => {
  const child = await refresh(ada)
  expect(await logout(bed.ctx(), { refreshToken: ada.refreshToken })).toEqual({ signedOut: true })
  await expect(refresh(child)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await logout(bed.ctx(), { refreshToken: 'never given out' })).toEqual({ signedOut: true })
  expect(await logout(bed.ctx(), {})).toEqual({ signedOut: true })
  await expect(refresh(eve)).resolves.toBeDefined()
})

test('a sign-out that races with refreshes leaves no session behind', async () => {
  const transact = bed.overlapping(10)
  const refreshes = () =>
    Array.from({ length: 5 }, () => refreshSession(bed.ctx({ transact }), { refreshToken: ada.refreshToken }))
  await Promise.allSettled([...refreshes(), logout({ ...(await bed.as(ada)), transact }, {}), ...refreshes()])
  const session = await bed.db.session.findUniqueOrThrow({ where: { id: ada.sessionId } })
  expect(session.revokedReason).toBe('logout')
  await expect(refresh(ada)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})
