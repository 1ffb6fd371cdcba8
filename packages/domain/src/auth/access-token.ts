import { createSecretKey, type KeyObject } from 'node:crypto'
import { AppError, type Clock, isId, secondMs } from '@cronicl/core'
import { jwtVerify, SignJWT } from 'jose'
import type { DomainConfig } from '../config.ts'
import type { Actor } from '../context.ts'

export type UserActor = Extract<Actor, { type: 'user' }>
type AuthConfig = Pick<DomainConfig['auth'], 'jwtSecrets' | 'accessTokenS'>
type JwtSecret = AuthConfig['jwtSecrets'][number]

const algorithm = 'HS256'
const issuer = 'cronicl'
const audience = 'cronicl'
/** RFC 9068: told apart from every other JWT, so that none of them passes for an access token. */
const tokenType = 'at+jwt'
/** Ours have about 350; anything much longer is not worth a signature check. */
const longestToken = 1024

const keys = new WeakMap<JwtSecret, KeyObject>()

function keyOf(secret: JwtSecret): KeyObject {
  let key = keys.get(secret)
  if (!key) {
    key = createSecretKey(secret.secret, 'utf8')
    keys.set(secret, key)
  }
  return key
}

/** A token for `user` that lives `accessTokenS` seconds, signed with the current secret. */
export function issueAccessToken(config: AuthConfig, clock: Clock, user: Omit<UserActor, 'type'>): Promise<string> {
  const [current] = config.jwtSecrets
  if (!current) throw new Error('no JWT secret is configured')
  const nowS = Math.floor(clock.now().getTime() / secondMs)
  return new SignJWT({ sid: user.sessionId, role: user.role })
    .setProtectedHeader({ alg: algorithm, kid: current.id, typ: tokenType })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(user.userId)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + config.accessTokenS)
    .sign(keyOf(current))
}

/**
 * Who the bearer of `token` is. Every configured secret is accepted, chosen by the key id in the header.
 * @throws AppError `UNAUTHORIZED`, in one wording for every fault
 */
export async function verifyAccessToken(config: AuthConfig, clock: Clock, token: string): Promise<UserActor> {
  return (await readAccessToken(config, clock, token)).actor
}

/** As `verifyAccessToken`, with the time at which the token ends. */
export async function readAccessToken(
  config: AuthConfig,
  clock: Clock,
  token: string,
): Promise<{ actor: UserActor; expiresAtMs: number }> {
  if (token.length > longestToken) throw unauthorized()
  const { payload } = await jwtVerify(token, ({ kid }) => keyById(config, kid), {
    algorithms: [algorithm],
    issuer,
    audience,
    typ: tokenType,
    requiredClaims: ['exp', 'iat'],
    currentDate: clock.now(),
  }).catch((cause: unknown) => {
    throw unauthorized(cause)
  })
  const { sub, sid, role, exp } = payload
  if (!sub || !isId('user', sub) || typeof sid !== 'string' || !isId('session', sid)) throw unauthorized()
  if ((role !== 'USER' && role !== 'ADMIN') || exp === undefined) throw unauthorized()
  return { actor: { type: 'user', userId: sub, sessionId: sid, role }, expiresAtMs: exp * secondMs }
}

function keyById(config: AuthConfig, kid: string | undefined): KeyObject {
  const secret = config.jwtSecrets.find(({ id }) => id === kid)
  if (!secret) throw unauthorized()
  return keyOf(secret)
}

function unauthorized(cause?: unknown): AppError {
  return new AppError('UNAUTHORIZED', 'The access token is not valid or has expired. Refresh it, or sign in again.', {
    cause,
  })
}
