import { dayMs } from '@cronicl/core'
import type { DomainContext, Transaction } from '../context.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { reserveInFlight, reserveUsage } from '../usage/reserve-usage.ts'
import { type JobRequest, type StartedJob, startJobAfter } from './start-job.ts'

export interface JobAdmission extends JobRequest {
  /** The most that the job can use. It is reserved under the job's id until the job ends. */
  usage: JobUsage
  /** Only so many jobs of this kind may be queued and running at a time, by the user's plan. */
  inFlightLimit?: true
}

/** Longer than any job lives: its end ends its hold, and nothing else should. */
export const jobHoldMs = 31 * dayMs

/**
 * Starts a job that costs something: the job, its message and the reservation are committed together or not at all.
 * `TOO_MANY_INFLIGHT` with details {kind, limit, inFlight}; `LIMIT_EXCEEDED` as `reserveUsage`. Both leave nothing behind
 * once the caller's transaction is undone. A repeated idempotency key reserves nothing more.
 */
export async function admitJob(
  tx: Transaction & Pick<DomainContext, 'clock' | 'config' | 'actor'>,
  admission: JobAdmission,
): Promise<StartedJob> {
  const { usage, inFlightLimit, ...request } = admission
  const { userId, definition } = request
  const estimatedCostMicroUsd = request.estimatedCostMicroUsd ?? usage.amounts.spend ?? 0
  return startJobAfter(tx, { ...request, estimatedCostMicroUsd }, async (jobId) => {
    const entry = { ...usage.entry, jobId }
    const reservation = { holdId: jobId, userId, amounts: usage.amounts, expiresInMs: jobHoldMs, entry }
    if (inFlightLimit) await reserveInFlight(tx, definition.kind, reservation)
    else await reserveUsage(tx, reservation)
  })
}
