import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@cronicl/core'
import { isDatabaseError } from '@cronicl/db'
import type { DomainContext, Transaction } from '../context.ts'
import type { ClaimedJob } from './claim-job.ts'
import { type JobEnd, endJob } from './end-job.ts'

type EndContext = Pick<DomainContext, 'db' | 'transact' | 'clock' | 'config'>

/** Waits for a database that does not answer before the work of an attempt is thrown away. */
const askAgainMs = [100, 500, 2_000, 5_000]

/**
 * Ends an attempt's job together with `work`. Returns false, with nothing written, when the attempt no longer has the
 * job. A connection that broke at the commit leaves open whether it happened, and hours of rendering hang on it: then
 * the row is asked, and what did not happen is done once more.
 */
export async function endAttempt(
  ctx: EndContext,
  claimed: ClaimedJob,
  end: JobEnd,
  work?: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  const fence = { id: claimed.id, status: 'running', attempts: claimed.attempt } as const
  const once = (): Promise<boolean> =>
    ctx.transact((tx) =>
      endJob({ db: tx.db, clock: ctx.clock, config: ctx.config }, fence, end, work && (() => work(tx))),
    )
  try {
    return await once()
  } catch (error) {
    // What a statement or the work itself refused was rolled back for certain.
    if (error instanceof AppError || isDatabaseError(error, 'uniqueViolation')) throw error
    return (await hasEnded(ctx, claimed, end.status, error)) || once()
  }
}

/** Whether it was this attempt that ended the job; `cause` is thrown when the database does not say in time. */
async function hasEnded(
  ctx: EndContext,
  { id, attempt: attempts }: ClaimedJob,
  status: JobEnd['status'],
  cause: unknown,
): Promise<boolean> {
  for (const waitMs of askAgainMs) {
    await sleep(waitMs)
    try {
      return (await ctx.db.job.count({ where: { id, status, attempts } })) === 1
    } catch {
      // Still away; the cause below says why.
    }
  }
  throw cause
}
