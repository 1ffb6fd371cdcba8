import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { hashRefreshToken } from './refresh-token.ts'
import { revokeSessions } from './revoke-sessions.ts'

export const logoutInput = z.strictObject({
  refreshToken: z.string().max(256).optional().describe('Ends its session also where no access token is sent'),
})
export const logoutOutput = z.object({ signedOut: z.literal(true) })

/**
 * Ends the session of the access token and that of the refresh token, whichever of the two were sent. Never fails for
 * want of one: who signs out twice, or without being signed in, is signed out.
 */
export async function logout(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'origin' | 'actor'>,
  input: z.output<typeof logoutInput>,
): Promise<z.infer<typeof logoutOutput>> {
  const { actor } = ctx
  const { refreshToken } = input
  await ctx.transact(async ({ db }) => {
    if (actor.type === 'user') {
      await revokeSessions({ ...ctx, db }, { id: actor.sessionId, userId: actor.userId }, 'logout')
    }
    if (refreshToken) {
      const tokenHash = hashRefreshToken(refreshToken)
      await revokeSessions({ ...ctx, db }, { refreshTokens: { some: { tokenHash } } }, 'logout')
    }
  })
  return { signedOut: true }
}
