import type { Clock } from '@cronicl/core'
import type { DomainConfig } from '../config.ts'
import { readAccessToken, type UserActor } from './access-token.ts'

export type AccessTokenVerifier = (token: string) => Promise<UserActor>

/**
 * `verifyAccessToken` that remembers what it verified: a signature check costs about 100 µs, and a frontend sends the
 * same token for a quarter of an hour. Build one for each process.
 *
 * Nothing is remembered beyond the token's own end, never more than `maxEntries` tokens (the least recently used goes
 * first), and no refusal at all, so that forged tokens can not push out good ones.
 */
export function createAccessTokenVerifier(
  config: Pick<DomainConfig['auth'], 'jwtSecrets' | 'accessTokenS'>,
  clock: Clock,
  maxEntries = 10_000,
): AccessTokenVerifier {
  const verified = new Map<string, { actor: UserActor; expiresAtMs: number }>()

  return async (token) => {
    const known = verified.get(token)
    if (known) {
      verified.delete(token)
      if (clock.now().getTime() < known.expiresAtMs) {
        verified.set(token, known)
        return known.actor
      }
    }
    const { actor, expiresAtMs } = await readAccessToken(config, clock, token)
    // Many callers share the object from here on.
    Object.freeze(actor)
    verified.set(token, { actor, expiresAtMs })
    const [oldest] = verified.keys()
    if (verified.size > maxEntries && oldest !== undefined) verified.delete(oldest)
    return actor
  }
}
