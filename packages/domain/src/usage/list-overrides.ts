import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { type OverrideView, overrideView, requireUser, toOverrideView } from './override-view.ts'

export const listOverridesInput = z.strictObject({ userId: z.string().max(64) })
export const listOverridesOutput = z.object({
  items: z.array(overrideView),
  nextCursor: z.null().describe('All of them are on one page'),
})

/** What a user is allowed in place of the plan's limits. For admins. */
export async function listOverrides(
  ctx: Pick<DomainContext, 'db'>,
  { userId }: z.infer<typeof listOverridesInput>,
): Promise<{ items: OverrideView[]; nextCursor: null }> {
  await requireUser(ctx.db, userId)
  const rows = await ctx.db.usageOverride.findMany({
    where: { userId },
    orderBy: [{ metric: 'asc' }, { window: 'asc' }],
  })
  return { items: rows.map(toOverrideView), nextCursor: null }
}
