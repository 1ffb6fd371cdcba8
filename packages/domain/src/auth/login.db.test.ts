import { AppError } from '@cronicl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { login, loginInput, loginOutput } from './login.ts'
import { registerUser } from './register-user.ts'
import { type AuthContext, type AuthTestBed, createAuthTestBed, from, testPassword } from './testing/auth-test-bed.ts'

let bed: AuthTestBed
beforeAll(async () => {
  bed = await createAuthTestBed()
})
beforeEach(async () => {
  await bed.empty()
  await registerUser(bed.ctx(from('198.51.100.1')), { email: 'ada@example.com', password: testPassword })
})
afterAll(() => bed[Symbol.asyncDispose]())

const home = from('198.51.100.1')
const signIn = (ctx: AuthContext, email = 'ada@example.com', password = testPassword) =>
  login(ctx, loginInput.parse({ email, password }))

/** How a sign-in failed, as its caller sees it. */
async function refusal(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw new Error('the sign-in was not refused', { cause: error })
  return { code: error.code, message: error.message, details: error.details }
}

async function fail(times: number, ctx: AuthContext, email = 'ada@example.com') {
  for (let n = 0; n < times; n++) {
    expect(await refusal(signIn(ctx, email, 'wrong'))).toMatchObject({ code: 'UNAUTHORIZED' })
  }
}

test('the right password opens a new session, whatever the case of the address', async () => {
  const result = await signIn(bed.ctx(), ' ADA@example.com')
  expect(loginOutput.parse(result)).toEqual(result)
  expect(result.user.email).toBe('ada@example.com')
  expect(await bed.db.session.count()).toBe(2)
  expect(await bed.recorded()).toEqual(['register', 'login'])
})

test('no failure tells whether the account exists', async () => {
  await bed.db.user.create({
    data: { id: 'usr_oauth', email: 'oauth@example.com', createdAt: bed.clock.now() },
  })
  const refusals = [
    await refusal(signIn(bed.ctx(from('192.0.2.1')), 'ada@example.com', 'wrong')),
    await refusal(signIn(bed.ctx(from('192.0.2.2')), 'nobody@example.com', 'wrong')),
    await refusal(signIn(bed.ctx(from('192.0.2.3')), 'oauth@example.com', 'wrong')),
  ]
  expect(refusals[0]).toMatchObject({ code: 'UNAUTHORIZED', details: undefined })
  expect(new Set(refusals.map((each) => JSON.stringify(each))).size).toBe(1)
})

test('accounts that do not exist are slowed down like the others', async () => {
  for (const [n, email] of ['ada@example.com', 'nobody@example.com'].entries()) {
    for (let i = 0; i < 5; i++) await fail(1, bed.ctx(from(`192.0.2.${n * 10 + i}`)), email)
  }
  const refusals = [
    await refusal(signIn(bed.ctx(from('192.0.2.100')), 'ada@example.com')),
    await refusal(signIn(bed.ctx(from('192.0.2.100')), 'nobody@example.com')),
  ]
  expect(refusals[0]).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterS: 5 } })
  expect(refusals[1]).toEqual(refusals[0])
})

test('the record holds the failure, its account when there is one, and nothing that was typed', async () => {
  await fail(1, bed.ctx())
  await fail(1, bed.ctx(), 'hunter2@example.com')
  const events = await bed.db.authEvent.findMany({ where: { kind: 'login_failed' }, orderBy: { id: 'asc' } })
  const user = await bed.db.user.findFirstOrThrow()
  expect(events.map(({ userId, address }) => [userId, address])).toEqual([
    [user.id, '203.0.113.1'],
    [null, '203.0.113.1'],
  ])
  expect(JSON.stringify(events)).not.toMatch(/hunter2|ada@|wrong/)
})

test('after five failures the right password waits as well, longer each time, and then opens', async () => {
  const ctx = bed.ctx()
  await fail(5, ctx)
  expect(await refusal(signIn(ctx))).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterS: 5 } })
  bed.clock.advance(5_000)
  await fail(1, ctx)
  expect(await refusal(signIn(ctx))).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterS: 10 } })
  bed.clock.advance(9_999)
  expect(await refusal(signIn(ctx))).toMatchObject({ details: { retryAfterS: 1 } })
  bed.clock.advance(1)
  await expect(signIn(ctx)).resolves.toMatchObject({ user: { email: 'ada@example.com' } })
  // What was refused for being early was no failure.
  expect((await bed.recorded()).filter((kind) => kind === 'login_failed')).toHaveLength(6)
})

test('one network that fails with many accounts is slowed down for all of them', async () => {
  for (let n = 0; n < 5; n++) await fail(1, bed.ctx(from(`2001:db8::${n + 1}`)), `nobody${n}@example.com`)
  expect(await refusal(signIn(bed.ctx(from('2001:db8::99'))))).toMatchObject({ code: 'RATE_LIMITED' })
  await expect(signIn(bed.ctx(from('2001:db8:0:1::99')))).resolves.toBeDefined()
})

test('strangers and neighbours can not keep the owner out of a place where the account signed in before', async () => {
  for (let n = 0; n < 5; n++) await fail(1, bed.ctx(from(`192.0.2.${n}`)))
  for (let n = 0; n < 5; n++) await fail(1, bed.ctx(home), `nobody${n}@example.com`)
  expect(await refusal(signIn(bed.ctx(from('192.0.2.99'))))).toMatchObject({ code: 'RATE_LIMITED' })
  expect(await refusal(signIn(bed.ctx(home), 'someone@example.com'))).toMatchObject({ code: 'RATE_LIMITED' })
  await expect(signIn(bed.ctx(home))).resolves.toBeDefined()
})

test('thirty guesses sent at once are no more than five guesses', async () => {
  const transact = bed.overlapping(10)
  const guesses = Array.from({ length: 30 }, (_, n) =>
    refusal(signIn(bed.ctx({ transact, ...from(`192.0.2.${n}`) }), 'ada@example.com', `guess ${n}`)),
  )
  const codes = (await Promise.all(guesses)).map(({ code }) => code)
  expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(5)
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(25)
})

test('a password that is changed while it is verified opens nothing', async () => {
  const ctx = bed.ctx()
  const changing: AuthContext = {
    ...ctx,
    transact: async (work) => {
      await bed.db.user.updateMany({ data: { passwordHash: null } })
      return await ctx.transact(work)
    },
  }
  expect(await refusal(signIn(changing))).toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await bed.db.session.count()).toBe(1)
})

test('sessions that ended a month ago leave with the next sign-in', async () => {
  bed.clock.advance(37 * 24 * 3600_000)
  const first = await signIn(bed.ctx())
  expect(await bed.db.session.count()).toBe(2)
  bed.clock.advance(1)
  const second = await signIn(bed.ctx())
  const left = await bed.db.session.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
  expect(left.map(({ id }) => id)).toEqual([first.sessionId, second.sessionId])
})
