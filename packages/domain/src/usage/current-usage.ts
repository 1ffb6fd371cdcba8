import { fromBigInt } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { countedActions, quantityUnits } from './ledger-entry.ts'
import { windowStart } from './usage-window.ts'

export const currentUsageInput = z.strictObject({})
export const currentUsageOutput = z.object({
  periodStart: z.string().describe('First instant of the month, UTC'),
  items: z.array(
    z.object({
      kind: z.string(),
      quantity: z.int().describe(quantityUnits),
      costMicroUsd: z.int(),
    }),
  ),
  costMicroUsd: z.int(),
})

/** What the caller has used since the month began, by kind. What is only reserved, or stored, is not in it. */
export async function currentUsage(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
): Promise<z.infer<typeof currentUsageOutput>> {
  const periodStart = windowStart('month', ctx.clock.now())
  const rows = await ctx.db.usageEntry.groupBy({
    by: ['kind'],
    where: {
      userId: requireUserId(ctx),
      createdAt: { gte: periodStart },
      action: { in: [...countedActions] },
      kind: { not: 'ingest' },
    },
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
