import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { revokeSessions } from './revoke-sessions.ts'

export const revokeAllSessionsInput = z.strictObject({
  keepCurrent: z.boolean().default(false).describe('Spare the session that asks'),
})
export const revokeAllSessionsOutput = z.object({ revoked: z.int().describe('Sessions that were ended now') })

/** Ends all sessions of the user, this one included unless it is kept. @throws AppError `UNAUTHORIZED` */
export async function revokeAllSessions(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'origin' | 'actor'>,
  input: z.output<typeof revokeAllSessionsInput>,
): Promise<z.infer<typeof revokeAllSessionsOutput>> {
  const userId = requireUserId(ctx)
  const spared = input.keepCurrent && ctx.actor.type === 'user' ? { id: { not: ctx.actor.sessionId } } : {}
  return await ctx.transact(async ({ db }) => {
    // Locked in the order of their ids, so that two of these at once can not wait for each other.
    await db.$executeRaw`
      SELECT id FROM sessions WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`
    // Expired ones need no revoking; what is counted is what the list showed.
    const live = { userId, expiresAt: { gt: ctx.clock.now() }, ...spared }
    return { revoked: await revokeSessions({ ...ctx, db }, live, 'session_revoked') }
  })
}
