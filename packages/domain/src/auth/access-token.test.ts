import { manualClock, newId } from '@cronicl/core'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { issueAccessToken, verifyAccessToken } from './access-token.ts'

const current = { id: 'k2', secret: 'the current secret, of 32 characters or more' }
const previous = { id: 'k1', secret: 'the previous secret, of 32 characters or more' }
const config = { jwtSecrets: [current, previous], accessTokenS: 900 }
const user = { userId: newId('user'), sessionId: newId('session'), role: 'USER' as const }
const key = (secret: string) => new TextEncoder().encode(secret)

test('a token says who, for how long and by which key, and nothing else', async () => {
  const clock = manualClock()
  const token = await issueAccessToken(config, clock, user)
  const nowS = clock.now().getTime() / 1000
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', kid: 'k2', typ: 'at+jwt' })
  expect(decodeJwt(token)).toEqual({
    iss: 'cronicl',
    aud: 'cronicl',
    sub: user.userId,
    sid: user.sessionId,
    role: 'USER',
    iat: nowS,
    exp: nowS + 900,
  })
  expect(await verifyAccessToken(config, clock, token)).toEqual({ type: 'user', ...user })
})

test('a token ends after its time', async () => {
  const clock = manualClock()
  const token = await issueAccessToken(config, clock, user)
  clock.advance(899_999)
  await verifyAccessToken(config, clock, token)
  clock.advance(1)
  await expect(verifyAccessToken(config, clock, token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

test('the previous key is accepted, one that was dropped is not', async () => {
  const clock = manualClock()
  const token = await issueAccessToken({ ...config, jwtSecrets: [previous] }, clock, user)
  expect(await verifyAccessToken(config, clock, token)).toMatchObject({ userId: user.userId })
  await expect(verifyAccessToken({ ...config, jwtSecrets: [current] }, clock, token)).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  })
})

interface Forgery {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
  secret?: string
}

function forge({ header = {}, claims = {}, secret = current.secret }: Forgery): Promise<string> {
  const nowS = manualClock().now().getTime() / 1000
  const whole = {
    iss: 'cronicl',
    aud: 'cronicl',
    sub: user.userId,
    sid: user.sessionId,
    role: 'USER',
    iat: nowS,
    exp: nowS + 900,
  }
  return new SignJWT({ ...whole, ...claims })
    .setProtectedHeader({ alg: 'HS256', kid: 'k2', typ: 'at+jwt', ...header })
    .sign(key(secret))
}

test.each<[string, Forgery]>([
  ['another secret', { secret: 'a secret that is not ours, of 32 characters' }],
  ["another key's id", { header: { kid: 'k1' } }],
  ['an unknown key id', { header: { kid: 'k9' } }],
  ['no key id', { header: { kid: undefined } }],
  ['another algorithm', { header: { alg: 'HS512' } }],
  ['another type', { header: { typ: 'JWT' } }],
  ['another issuer', { claims: { iss: 'someone' } }],
  ['another audience', { claims: { aud: 'someone' } }],
  ['no end', { claims: { exp: undefined } }],
  ['a role that does not exist', { claims: { role: 'ROOT' } }],
  ["a subject that is no user's id", { claims: { sub: 'usr_1' } }],
  ['no session', { claims: { sid: undefined } }],
])('a token with %s is refused', async (_, forgery) => {
  await expect(verifyAccessToken(config, manualClock(), await forge(forgery))).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  })
})

test('the forgery without a flaw passes, so that the refusals above mean something', async () => {
  expect(await verifyAccessToken(config, manualClock(), await forge({}))).toEqual({ type: 'user', ...user })
})

test('an unsigned token, a cut one, a changed one and no token are refused', async () => {
  const clock = manualClock()
  const token = await issueAccessToken(config, clock, user)
  const [, payload] = token.split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'k2', typ: 'at+jwt' })).toString('base64url')
  for (const bad of [`${none}.${payload}.`, token.slice(0, -5), token.replace('.', '.A'), '', 'x'.repeat(5000)]) {
    await expect(verifyAccessToken(config, clock, bad)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  }
})
