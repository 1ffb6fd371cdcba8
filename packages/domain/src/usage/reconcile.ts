import type { DomainContext } from '../context.ts'
import { counterDrifts } from './counter-drifts.ts'
import { freeExpiredHolds } from './free-expired-holds.ts'
import { strandedHolds, unreservedJobs } from './hold-drifts.ts'
import { type UnclearSubmission, unclearSubmissions } from './unclear-submissions.ts'

/** A place where the books do not agree. It never happens by itself: a program is wrong, or somebody has written by hand. */
export interface Drift {
  kind: 'posted' | 'pending' | 'hold' | 'job'
  userId: string
  what: string
  /** As the counters or the holds say. */
  counted: number
  /** As it would have to be. */
  expected: number
}

export interface Reconciliation {
  at: string
  /** How many counters and open holds were compared. */
  counters: number
  openHolds: number
  /** Holds of cut-off work that had expired and were released first. */
  freed: number
  drifts: Drift[]
  /** No drift, but money that somebody should look after. */
  submissions: UnclearSubmission[]
}

/**
 * Adds up the books of all users and tells where they do not agree: counters with the ledger, the open holds and the
 * library; open holds with the jobs in flight. Changes nothing but that expired holds are released, which is their end.
 * May run while everybody works: each comparison is of one moment.
 */
export async function reconcile(ctx: Pick<DomainContext, 'db' | 'clock' | 'log'>): Promise<Reconciliation> {
  const freed = await freeExpiredHolds(ctx)
  const [counters, openHolds] = await Promise.all([
    ctx.db.usageCounter.count(),
    ctx.db.usageHold.count({ where: { state: 'open' } }),
  ])
  const drifts = [...(await counterDrifts(ctx.db)), ...(await strandedHolds(ctx.db)), ...(await unreservedJobs(ctx.db))]
  const submissions = await unclearSubmissions(ctx)
  const found = { counters, openHolds, freed, drifts: drifts.length, submissions: submissions.length }
  if (drifts.length > 0) ctx.log.error({ ...found, first: drifts.slice(0, 20) }, 'the books do not agree')
  else ctx.log.info(found, 'the books agree')
  return { at: ctx.clock.now().toISOString(), counters, openHolds, freed, drifts, submissions }
}
