import { Prisma, queryKept } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { type LedgerEntry, type UsageAmounts, amountsJson, entryJson } from './ledger-entry.ts'
import { plansJsonOf } from './plans.ts'

export interface Settlement {
  holdId: string
  userId: string
  /** What was used in fact; it may be more than was reserved. */
  amounts: UsageAmounts
  entry: LedgerEntry
}

/**
 * `late`: the hold had been released, had expired, or was lost with the database, before; posted all the same.
 * `repeated`: it was settled already, nothing changed. `unknown`: its user is gone.
 */
export type SettleOutcome = 'settled' | 'late' | 'repeated' | 'unknown'

/**
 * Ends a reservation with what was used: once, however often it is told. In one round trip the reserved amounts leave
 * the counters, the used ones are posted (to the windows that the reservation was made in), the ledger has its line, and the user is
 * warned once for each limit that is four fifths used.
 */
export async function settleUsage(
  ctx: Pick<DomainContext, 'db' | 'clock' | 'config'>,
  { holdId, userId, amounts, entry }: Settlement,
): Promise<SettleOutcome> {
  const at = ctx.clock.now()
  const [row] = await queryKept<{ outcome: SettleOutcome }>(
    ctx.db,
    Prisma.sql`SELECT usage_settle(${holdId}, ${userId}, ${at}::timestamptz, ${amountsJson(amounts)}::jsonb,
      ${entryJson(entry, at)}::jsonb, ${plansJsonOf(ctx.config.usage.plans, amounts)}::jsonb) AS outcome`,
  )
  return row?.outcome ?? 'unknown'
}
