import { AppError } from '@cronicl/core'
import { type DomainContext, requireUserId } from '../context.ts'
import { toUserView, userColumns, userView, type UserView } from './sign-in-result.ts'

export const getMeOutput = userView

/** The signed-in user. @throws AppError `UNAUTHORIZED`, also when the account has been deleted since */
export async function getMe(ctx: Pick<DomainContext, 'db' | 'actor'>): Promise<UserView> {
  const user = await ctx.db.user.findUnique({ where: { id: requireUserId(ctx) }, select: userColumns })
  if (!user) throw new AppError('UNAUTHORIZED', 'Sign in first.')
  return toUserView(user)
}
