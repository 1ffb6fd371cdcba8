import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { revokeSessions } from './revoke-sessions.ts'

export const revokeSessionInput = z.strictObject({ sessionId: z.string().max(64) })
export const revokeSessionOutput = z.object({ sessionId: z.string() })

/**
 * Ends one of the user's own sessions; one that has ended already stays as it is.
 * @throws AppError `UNAUTHORIZED`, `NOT_FOUND` (no such session, or another user's)
 */
export async function revokeSession(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'origin' | 'actor'>,
  input: z.output<typeof revokeSessionInput>,
): Promise<z.infer<typeof revokeSessionOutput>> {
  const own = { id: input.sessionId, userId: requireUserId(ctx) }
  const found = await ctx.transact(async ({ db }) => {
    if ((await revokeSessions({ ...ctx, db }, own, 'session_revoked')) > 0) return true
    return (await db.session.findUnique({ where: own, select: { id: true } })) !== null
  })
  if (!found) throw new AppError('NOT_FOUND', 'There is no such session.')
  return { sessionId: input.sessionId }
}
