import { type Clock, newId } from '@cronicl/core'
import type { Db, UsageAction } from '@cronicl/db'

export interface UsageRecord {
  userId: string
  jobId: string | null
  kind: 'render'
  action: UsageAction
  /** In the unit of the kind: milliseconds of film for `render`. */
  quantity: number
  costMicroUsd: number
  /** What caused it; the same cause is entered once, however often it is told. */
  source: string
}

/** Appends to the ledger, in the caller's transaction. Telling it twice changes nothing. */
export async function recordUsage(ctx: { db: Db; clock: Clock }, record: UsageRecord): Promise<void> {
  const at = ctx.clock.now()
  await ctx.db.usageEntry.createMany({
    data: [
      {
        ...record,
        id: newId('usageEntry', at.getTime()),
        quantity: BigInt(record.quantity),
        costMicroUsd: BigInt(record.costMicroUsd),
        createdAt: at,
      },
    ],
    skipDuplicates: true,
  })
}
