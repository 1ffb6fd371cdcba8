import { fromBigInt } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'

export const currentUsageInput = z.strictObject({})
export const currentUsageOutput = z.object({
  periodStart: z.string().describe('First instant of the month, UTC'),
  items: z.array(
    z.object({
      kind: z.string(),
      quantity: z.int().describe('In the unit of the kind: milliseconds of film for `render`'),
      costMicroUsd: z.int(),
    }),
  ),
  costMicroUsd: z.int(),
})

/** What the caller has used since the month began, by kind. */
export async function currentUsage(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
): Promise<z.infer<typeof currentUsageOutput>> {
  const now = ctx.clock.now()
  const periodStart = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const rows = await ctx.db.usageEntry.groupBy({
    by: ['kind'],
    where: { userId: requireUserId(ctx), createdAt: { gte: periodStart } },
    _sum: { quantity: true, costMicroUsd: true },
    orderBy: { kind: 'asc' },
  })
  const items = rows.map((row) => ({
    kind: row.kind,
    quantity: fromBigInt(row._sum.quantity ?? 0n),
    costMicroUsd: fromBigInt(row._sum.costMicroUsd ?? 0n),
  }))
  return {
    periodStart: periodStart.toISOString(),
    items,
    costMicroUsd: items.reduce((sum, item) => sum + item.costMicroUsd, 0),
  }
}
