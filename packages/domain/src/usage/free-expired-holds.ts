import type { DomainContext } from '../context.ts'

/**
 * Releases what cut-off work has left reserved and nobody will end any more, of all users; how many holds that were. A
 * reservation for which there is no room does so for its own user: this only keeps the books short.
 */
export async function freeExpiredHolds(ctx: Pick<DomainContext, 'db' | 'clock'>): Promise<number> {
  const at = ctx.clock.now()
  // Few counters have anything reserved; a hold of nothing stands in nobody's way.
  const users = await ctx.db.usageCounter.findMany({
    where: { pending: { gt: 0 } },
    distinct: ['userId'],
    select: { userId: true },
  })
  let freed = 0
  for (const { userId } of users) {
    const [row] = await ctx.db.$queryRaw<{ freed: number }[]>`
      SELECT usage_free_expired(locked.id, ${at}::timestamptz) AS freed
      FROM (SELECT id FROM users WHERE id = ${userId} FOR NO KEY UPDATE) AS locked`
    freed += row?.freed ?? 0
  }
  return freed
}
