import type { DomainContext } from '../context.ts'
import { type SubmissionNews, applyStatus, liveStates } from './submission-machine.ts'

/**
 * Ends submissions that nobody will end any more: their deadline has passed, and their job has ended without them (it was
 * given up, or an admin ended it). What the provider takes for those that were sent nobody knows; it is for
 * reconciliation to tell. For the house's own cleaning. Returns how many.
 */
export async function closeSubmissions(ctx: Pick<DomainContext, 'db' | 'transact' | 'clock'>): Promise<number> {
  const overdue = await ctx.db.submission.findMany({
    where: { state: { in: [...liveStates] }, deadlineAt: { lt: ctx.clock.now() } },
    select: { id: true, jobId: true, state: true, provider: true },
  })
  let closed = 0
  for (const { id, jobId, state, provider } of overdue) {
    const news: SubmissionNews =
      state === 'intent'
        ? { state: 'canceled', billed: 'no', costMicroUsd: 0 }
        : {
            state: 'failed',
            errorCode: 'UPSTREAM_ERROR',
            errorMessage: `What became of the work at ${provider} was never asked: its job ended first.`,
            billed: 'unknown',
            costMicroUsd: 0,
          }
    const done = await ctx.transact(async ({ db }) => {
      if (await hasWorker(db, jobId)) return false
      return applyStatus({ db, clock: ctx.clock }, { id, jobId, attempt: null }, news)
    })
    if (done) closed++
  }
  return closed
}

/** Whether somebody has the job, or will have it; it cannot begin to be so until the transaction ends. */
async function hasWorker(db: DomainContext['db'], jobId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ live: boolean }[]>`
    SELECT status IN ('queued', 'running') AS live FROM jobs WHERE id = ${jobId} FOR NO KEY UPDATE`
  return rows[0]?.live ?? false
}
