import { addMs, dayMs, newId, secondMs } from '@cronicl/core'
import type { DomainContext } from '../context.ts'
import { authEvent, originColumns } from './auth-event.ts'
import { hashRefreshToken, newRefreshToken } from './refresh-token.ts'

export interface StartedSession {
  sessionId: string
  refreshToken: string
}

/** Sessions that ended are kept this long: they show from where an account is used (see sign-in-throttle.ts). */
export const endedSessionsKeptMs = 30 * dayMs

/**
 * Opens a session for `userId` with its first refresh token, and records how it came about. Belongs in the transaction
 * that decided to let the user in.
 */
export async function startSession(
  ctx: Pick<DomainContext, 'db' | 'clock' | 'origin' | 'config'>,
  userId: string,
  kind: 'register' | 'login',
): Promise<StartedSession> {
  const { db } = ctx
  const createdAt = ctx.clock.now()
  const expiresAt = addMs(createdAt, ctx.config.auth.refreshTokenS * secondMs)
  const sessionId = newId('session', createdAt.getTime())
  const refreshToken = newRefreshToken()

  // The table stays in proportion to its users although nothing else removes sessions.
  await db.session.deleteMany({ where: { userId, expiresAt: { lt: addMs(createdAt, -endedSessionsKeptMs) } } })
  await db.session.create({
    data: { id: sessionId, userId, createdAt, lastUsedAt: createdAt, expiresAt, ...originColumns(ctx.origin) },
  })
  await db.refreshToken.create({
    data: {
      id: newId('refreshToken', createdAt.getTime()),
      sessionId,
      tokenHash: hashRefreshToken(refreshToken),
      createdAt,
      expiresAt,
    },
  })
  await db.authEvent.create({ data: authEvent(ctx, { kind, userId, sessionId }) })
  return { sessionId, refreshToken }
}
