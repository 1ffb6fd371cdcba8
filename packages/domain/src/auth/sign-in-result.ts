import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { issueAccessToken } from './access-token.ts'
import type { StartedSession } from './start-session.ts'

/** A user as the user sees it. */
export const userView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.enum(['USER', 'ADMIN']),
  createdAt: z.iso.datetime(),
})
export type UserView = z.infer<typeof userView>

/** What every way of signing in answers. Whether `refreshToken` goes to a cookie or a body is for the HTTP edge. */
export const signInResult = z.object({
  user: userView,
  accessToken: z.string(),
  expiresInS: z.int().describe('Seconds that the access token lives'),
  refreshToken: z.string(),
  sessionId: z.string(),
})
export type SignInResult = z.infer<typeof signInResult>

export const userColumns = {
  id: true,
  email: true,
  name: true,
  role: true,
  createdAt: true,
} satisfies Prisma.UserSelect
type UserRow = Prisma.UserGetPayload<{ select: typeof userColumns }>

export function toUserView(row: UserRow): UserView {
  return { ...row, createdAt: row.createdAt.toISOString() }
}

/** The answer for `user` in a session that has been committed. */
export async function toSignInResult(
  ctx: Pick<DomainContext, 'clock' | 'config'>,
  user: UserRow,
  { sessionId, refreshToken }: StartedSession,
): Promise<SignInResult> {
  const { auth } = ctx.config
  const accessToken = await issueAccessToken(auth, ctx.clock, { userId: user.id, sessionId, role: user.role })
  return { user: toUserView(user), accessToken, expiresInS: auth.accessTokenS, refreshToken, sessionId }
}
