import { AppError, dayMs } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { DomainContext, Transaction } from '../context.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { type InFlightKind, inFlightKinds, limitsOf } from '../usage/plans.ts'
import { reserveUsage } from '../usage/reserve-usage.ts'
import { type JobRequest, type StartedJob, startJobAfter } from './start-job.ts'

export interface JobAdmission extends JobRequest {
  /** The most that the job can use. It is reserved under the job's id until the job ends. */
  usage: JobUsage
  /** Only so many jobs of this kind may be queued and running at a time, by the user's plan. */
  inFlightLimit?: true
}

/** Longer than any job lives: its end ends its hold, and nothing else should. */
const holdMs = 31 * dayMs

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
    if (inFlightLimit) await refuseTooMany(tx, { userId, kind: definition.kind, jobId })
    const entry = { ...usage.entry, jobId }
    await reserveUsage(tx, { holdId: jobId, userId, amounts: usage.amounts, expiresInMs: holdMs, entry })
  })
}

function tooManyInFlight(kind: string, limit: number, inFlight: number): AppError {
  const message =
    limit === 0
      ? `Your plan has no jobs of the kind ${kind}. Take a plan that has them.`
      : `Your plan allows ${limit} of the kind ${kind} at a time, and ${inFlight} are waiting or running. Wait until one has ended, cancel one, or take a larger plan.`
  return new AppError('TOO_MANY_INFLIGHT', message, { details: { kind, limit, inFlight } })
}

async function refuseTooMany(
  tx: { db: Db } & Pick<DomainContext, 'config'>,
  job: { userId: string; kind: string; jobId: string },
): Promise<void> {
  const { userId, kind, jobId } = job
  // One admission of a user at a time, so that what is counted stays true until it is committed.
  const [user] = await tx.db.$queryRaw<{ plan: string }[]>`
    SELECT plan FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
  const limited = inFlightKinds.find((known) => known === kind) as InFlightKind | undefined
  const limit = limited && user ? limitsOf(tx.config.usage.plans, user.plan).inFlight[limited] : null
  if (limit === null) return
  const inFlight = await tx.db.job.count({
    where: { userId, kind, status: { in: ['queued', 'running'] }, id: { not: jobId } },
  })
  if (inFlight < limit) return
  throw tooManyInFlight(kind, limit, inFlight)
}
