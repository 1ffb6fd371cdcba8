import type { Prisma } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { authEvent } from './auth-event.ts'

/**
 * Ends the sessions that match and have not ended, and records each. Their access tokens live on until they expire.
 * @returns how many were ended now
 */
export async function revokeSessions(
  ctx: Pick<DomainContext, 'db' | 'clock' | 'origin'>,
  where: Prisma.SessionWhereInput,
  kind: 'logout' | 'session_revoked',
): Promise<number> {
  const revokedAt = ctx.clock.now()
  const revoked = await ctx.db.session.updateManyAndReturn({
    where: { ...where, revokedAt: null },
    data: { revokedAt, revokedReason: kind },
    select: { id: true, userId: true },
  })
  await ctx.db.authEvent.createMany({
    data: revoked.map(({ id, userId }) => authEvent(ctx, { kind, userId, sessionId: id })),
  })
  return revoked.length
}
