import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@cronicl/core'
import { isDatabaseError } from '@cronicl/db'
import type { DomainContext, Transaction } from '../context.ts'
import type { ClaimedJob } from './claim-job.ts'
import { endJob } from './end-job.ts'
import type { JobOutcome } from './running-job.ts'

type SucceedContext = Pick<DomainContext, 'db' | 'transact' | 'clock'>

/** Waits for a database that does not answer before the work of an attempt is thrown away. */
const askAgainMs = [100, 500, 2_000, 5_000]

/**
 * Ends an attempt's job as succeeded together with `work`. Returns false, with nothing written, when the attempt no
 * longer has the job. A connection that broke at the commit leaves open whether it happened, and hours of rendering
 * hang on it: then the row is asked, and what did not happen is done once more.
 */
export async function succeedAttempt(
  ctx: SucceedContext,
  claimed: ClaimedJob,
  outcome: JobOutcome,
  work?: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  try {
    return await succeedOnce(ctx, claimed, outcome, work)
  } catch (error) {
    // What a statement or the work itself refused was rolled back for certain.
    if (error instanceof AppError || isDatabaseError(error, 'uniqueViolation')) throw error
    return (await hasSucceeded(ctx, claimed, error)) || succeedOnce(ctx, claimed, outcome, work)
  }
}

async function succeedOnce(
  ctx: SucceedContext,
  claimed: ClaimedJob,
  outcome: JobOutcome,
  work?: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  const { outputs, warnings = [], costMicroUsd = 0 } = outcome
  const fence = { id: claimed.id, status: 'running', attempts: claimed.attempt } as const
  const end = { status: 'succeeded', result: { outputs }, warnings, costMicroUsd } as const
  if (!work) return endJob(ctx, fence, end)
  return ctx.transact(async (tx) => {
    if (!(await endJob({ ...tx, clock: ctx.clock }, fence, end))) return false
    await work(tx)
    return true
  })
}

/** Whether it was this attempt that ended the job; `cause` is thrown when the database does not say in time. */
async function hasSucceeded(ctx: SucceedContext, claimed: ClaimedJob, cause: unknown): Promise<boolean> {
  for (const waitMs of askAgainMs) {
    await sleep(waitMs)
    try {
      return (
        (await ctx.db.job.count({ where: { id: claimed.id, status: 'succeeded', attempts: claimed.attempt } })) === 1
      )
    } catch {
      // Still away; the cause below says why.
    }
  }
  throw cause
}
