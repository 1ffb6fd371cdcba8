import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { limitName, requireUser } from './override-view.ts'

export const removeOverrideInput = z.strictObject({ userId: z.string().max(64), ...limitName })
export const removeOverrideOutput = z.object({ removed: z.boolean().describe('false: there was none') })

/** Gives a user the plan's limit again. For admins. */
export async function removeOverride(
  ctx: Pick<DomainContext, 'db'>,
  { userId, metric, window }: z.infer<typeof removeOverrideInput>,
): Promise<{ removed: boolean }> {
  await requireUser(ctx.db, userId)
  const { count } = await ctx.db.usageOverride.deleteMany({ where: { userId, metric, window } })
  return { removed: count > 0 }
}
