import type { DomainContext } from '../context.ts'
import { type LedgerEntry, amountsJson } from './ledger-entry.ts'
import { plansJson } from './plans.ts'

export interface UsageRecord extends LedgerEntry {
  userId: string
  /** `adjust` corrects what was posted before; its amounts may be negative. */
  action: 'settle' | 'adjust'
  costMicroUsd: number
  /** What caused it; the same cause is entered once, however often it is told. */
  source: string
}

/**
 * Posts what was used without a reservation, in the caller's transaction: the ledger's line and what it adds to the
 * user's spending. Telling it twice changes nothing.
 */
export async function recordUsage(
  ctx: Pick<DomainContext, 'db' | 'clock' | 'config'>,
  record: UsageRecord,
): Promise<void> {
  const { userId, action, costMicroUsd, source, ...entry } = record
  await ctx.db.$queryRaw`
    SELECT usage_post(${userId}, ${ctx.clock.now()}::timestamptz, ${action}::usage_action, ${source},
      ${amountsJson({ spend: costMicroUsd })}::jsonb, ${JSON.stringify(entry)}::jsonb,
      ${plansJson(ctx.config.usage.plans)}::jsonb)`
}
