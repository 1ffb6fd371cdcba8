import { type SignInResult, signInResult } from '@cronicl/domain'
import { z } from 'zod'
import type { Context } from './context.ts'

/** How a caller wants the refresh token: browsers in a cookie that scripts cannot read, others in the body. */
export const refreshTokenInField = z
  .enum(['cookie', 'body'])
  .default('cookie')
  .describe('Where the refresh token comes back')

export const signInAnswer = signInResult.omit({ sessionId: true }).extend({ refreshToken: z.string().optional() })

/** Hands a sign-in out: the refresh token goes either into the cookie or into the body, never both. */
export function answerSignIn(
  ctx: Context,
  result: SignInResult,
  refreshTokenIn: 'cookie' | 'body',
): z.infer<typeof signInAnswer> {
  const { refreshToken, sessionId: _, ...answer } = result
  if (refreshTokenIn === 'body') return { ...answer, refreshToken }
  ctx.refreshCookie.write(refreshToken, ctx.domain.config.auth.refreshTokenS)
  return answer
}
