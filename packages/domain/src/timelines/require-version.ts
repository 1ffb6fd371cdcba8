import { AppError } from '@cronicl/core'

/**
 * Lets an update pass whose author saw the present row. Else CONFLICT with that row as `details.current`, so that the
 * author can look at both and decide; nothing was changed.
 */
export function requireVersion(version: number, current: { version: number } | null): void {
  if (current === null || current.version === version) return
  throw new AppError('CONFLICT', 'It was changed by another edit since you read it.', { details: { current } })
}
