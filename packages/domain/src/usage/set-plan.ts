import { AppError } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { planNames } from './plans.ts'

export const setPlanInput = z.strictObject({ userId: z.string().max(64), plan: z.enum(planNames) })
export const setPlanOutput = z.object({ userId: z.string(), plan: z.enum(planNames) })

/** Puts a user on a plan, whose limits hold from the next reservation on; what was used stays used. For admins. */
export async function setPlan(
  ctx: Pick<DomainContext, 'db'>,
  { userId, plan }: z.infer<typeof setPlanInput>,
): Promise<z.infer<typeof setPlanOutput>> {
  const { count } = await ctx.db.user.updateMany({ where: { id: userId }, data: { plan } })
  if (count === 0) throw new AppError('NOT_FOUND', 'There is no such user.')
  return { userId, plan }
}
