import type { Clock } from '@cronicl/core'
import { secondMs } from '@cronicl/core'

/** S3 signs for seven days at most; the local store keeps the same limit, so that switching changes nothing. */
const longestS = 7 * 24 * 3600

/** When a link made now expires, on a whole second. @throws RangeError when the lifetime is not 1 to 604,800 whole seconds */
export function linkExpiry(clock: Clock, expiresInS: number): { signedAt: Date; expiresAt: Date } {
  if (!Number.isInteger(expiresInS) || expiresInS < 1 || expiresInS > longestS) {
    throw new RangeError(`a link lives 1 to ${longestS} whole seconds, not ${expiresInS}`)
  }
  const nowS = Math.floor(clock.now().getTime() / secondMs)
  return { signedAt: new Date(nowS * secondMs), expiresAt: new Date((nowS + expiresInS) * secondMs) }
}
