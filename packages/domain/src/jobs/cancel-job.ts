import { AppError, type Clock } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { applyStatus, sentStates } from '../generations/submission-machine.ts'
import { endJob } from './end-job.ts'
import { findJob } from './get-job.ts'
import { type JobView, toJobView } from './job-view.ts'
import { wakeJob } from './wake-job.ts'

export const cancelJobInput = z.strictObject({ id: z.string().max(64) })

type CancelContext = Pick<DomainContext, 'db' | 'transact' | 'actor' | 'blobs' | 'config' | 'clock'>

/**
 * Ends one of the caller's jobs before its time. A queued one never runs; the worker of a running one hears of it and
 * stops. Work that a provider has in hand is canceled there first (the stage says `canceling`): it may have to be paid,
 * and it may be done before the word arrives. Canceling twice is as good as once; a job that has ended otherwise is a
 * `CONFLICT`.
 */
export async function cancelJob(ctx: CancelContext, input: z.infer<typeof cancelJobInput>): Promise<JobView> {
  const userId = requireUserId(ctx)
  const { id } = input
  await ctx.transact(async ({ db }) => {
    const tx = { db, clock: ctx.clock, config: ctx.config }
    // From here on nobody sends anything for the job, or ends it, until this is committed.
    const [job] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM jobs WHERE id = ${id} AND user_id = ${userId} AND status IN ('queued', 'running') FOR NO KEY UPDATE`
    if (!job) return
    if (await askToCancel(tx, id)) return
    await endJob(tx, { id, userId }, { status: 'canceled' }, () => cancelUnsent(tx, id))
  })
  const row = await findJob(ctx, id)
  if (row.status === 'succeeded' || row.status === 'failed')
    throw new AppError('CONFLICT', `The job has ${row.status} already.`, { details: { status: row.status } })
  return toJobView(ctx, row)
}

/** Leaves it to the job's worker where a provider may be at work, or has work to be paid. */
async function askToCancel({ db, clock }: { db: Db; clock: Clock }, id: string): Promise<boolean> {
  const paid = { state: 'canceled', billed: 'yes' } as const
  const underWay = { state: { in: [...sentStates, 'succeeded' as const] } }
  const sent = await db.submission.count({ where: { jobId: id, OR: [underWay, paid] } })
  if (sent === 0) return false
  const data = { cancelRequestedAt: clock.now(), stage: 'canceling' }
  await db.job.updateMany({ where: { id, cancelRequestedAt: null }, data })
  await wakeJob(db, id)
  return true
}

/** What was about to be sent never will be. */
async function cancelUnsent(tx: { db: Db; clock: Clock }, jobId: string): Promise<void> {
  const open = await tx.db.submission.findMany({ where: { jobId, state: 'intent' }, select: { id: true } })
  for (const { id } of open)
    await applyStatus(tx, { id, jobId, attempt: null }, { state: 'canceled', billed: 'no', costMicroUsd: 0 })
}
