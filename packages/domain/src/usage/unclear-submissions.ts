import { addMs, dayMs, fromBigInt } from '@cronicl/core'
import type { DomainContext } from '../context.ts'

/** What was sent to a provider and does not add up: somebody should compare it with the provider's invoice. */
export interface UnclearSubmission {
  id: string
  jobId: string
  userId: string
  provider: string
  state: string
  billed: string
  /** What the provider takes, as far as it is known. */
  costMicroUsd: number
}

/** How far back: providers send invoices by the month. */
const lookBackMs = 62 * dayMs
const listedMax = 500

/**
 * Submissions of which nobody knows how they ended or whether they are paid, and those that are paid for a job that has
 * ended without a charge; newest first, at most 500.
 */
export async function unclearSubmissions(ctx: Pick<DomainContext, 'db' | 'clock'>): Promise<UnclearSubmission[]> {
  const rows = await ctx.db.$queryRaw<(Omit<UnclearSubmission, 'costMicroUsd'> & { costMicroUsd: bigint })[]>`
    SELECT s.id, s.job_id AS "jobId", s.user_id AS "userId", s.provider, s.state::text, s.billed::text,
      s.cost_micro_usd AS "costMicroUsd"
    FROM submissions AS s LEFT JOIN jobs AS job ON job.id = s.job_id AND job.status IN ('queued', 'running')
    WHERE s.created_at >= ${addMs(ctx.clock.now(), -lookBackMs)}::timestamptz AND job.id IS NULL
      AND (s.state = 'unknown' OR s.billed = 'unknown' OR s.billed = 'yes'
        AND NOT EXISTS (SELECT 1 FROM usage_entries AS e WHERE e.source = s.job_id || ':settle'))
    ORDER BY s.id DESC LIMIT ${listedMax}`
  return rows.map((row) => ({ ...row, costMicroUsd: fromBigInt(row.costMicroUsd) }))
}
