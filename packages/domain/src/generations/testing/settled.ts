import { fromBigInt } from '@cronicl/core'
import type { Database } from '@cronicl/db'

export interface Money {
  status: string
  costMicroUsd: number
  hold: string
  /** Lines of the ledger, by action. */
  reserves: number
  settles: number
  releases: number
  /** What the user's spending says of this month. */
  posted: number
  pending: number
}

/** All that is written of a job's money, for users of one job. */
export async function moneyOf(db: Database, jobId: string): Promise<Money> {
  const job = await db.job.findUniqueOrThrow({ where: { id: jobId } })
  const entries = await db.usageEntry.findMany({ where: { jobId } })
  const hold = await db.usageHold.findUniqueOrThrow({ where: { id: jobId } })
  const counter = await db.usageCounter.findFirst({ where: { userId: job.userId, metric: 'spend', window: 'month' } })
  const count = (action: string): number => entries.filter((entry) => entry.action === action).length
  return {
    status: job.status,
    costMicroUsd: fromBigInt(job.costMicroUsd),
    hold: hold.state,
    reserves: count('reserve'),
    settles: count('settle'),
    releases: count('release'),
    posted: fromBigInt(counter?.posted ?? 0n),
    pending: fromBigInt(counter?.pending ?? 0n),
  }
}
