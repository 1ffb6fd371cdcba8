import type { Clock, ErrorCode, Issue } from '@cronicl/core'
import type { Db, Prisma } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { releaseUsage } from '../usage/release-usage.ts'
import { settleUsage } from '../usage/settle-usage.ts'
import type { JobResult } from './job-view.ts'

/** How a job ends. Users do not pay for failures; what was used otherwise is posted. */
export type JobEnd =
  | { status: 'succeeded'; result: JobResult; warnings: Issue[]; costMicroUsd: number; usage?: JobUsage }
  | { status: 'failed'; errorCode: ErrorCode; errorMessage: string; failures?: number }
  | { status: 'canceled'; costMicroUsd?: number; usage?: JobUsage }

/** Of a transaction: the end, the assets that go with it and the money are committed together. */
export type EndContext = { db: Db; clock: Clock } & Pick<DomainContext, 'config'>

/**
 * The only place where a job ends. `fence` names the job and what must still be true of it; the row's lock makes one
 * of several callers the first, and the others change nothing. Returns whether it was this call that ended it. Call it
 * in a transaction: `work`, an asset that was waiting for the job, and the job's reservation go with it. Locks the
 * job's row first and its user's last.
 */
export async function endJob(
  ctx: EndContext,
  fence: Prisma.JobWhereInput & { id: string },
  end: JobEnd,
  work?: () => Promise<void>,
): Promise<boolean> {
  const [job] = await ctx.db.job.updateManyAndReturn({
    where: { status: { in: ['queued', 'running'] }, ...fence },
    data: { ...columns(end), completedAt: ctx.clock.now() },
    select: { userId: true },
  })
  if (!job) return false
  await work?.()
  // An asset that waited for this job will never be ready; its bytes are the sweeper's.
  if (end.status !== 'succeeded')
    await ctx.db.mediaAsset.deleteMany({ where: { jobId: fence.id, status: 'processing' } })
  await endHold(ctx, { jobId: fence.id, userId: job.userId }, end)
  return true
}

async function endHold(ctx: EndContext, job: { jobId: string; userId: string }, end: JobEnd): Promise<void> {
  const usage = end.status === 'failed' ? undefined : end.usage
  if (!usage) return void (await releaseUsage(ctx, job.jobId))
  const entry = { ...usage.entry, jobId: job.jobId }
  // What the job stored has been counted where it was written; named here, so that a full library is warned of.
  const amounts = { storageBytes: 0, ...usage.amounts }
  await settleUsage(ctx, { holdId: job.jobId, userId: job.userId, amounts, entry })
}

function columns(end: JobEnd): Prisma.JobUpdateManyMutationInput {
  switch (end.status) {
    case 'failed':
      return end
    case 'canceled':
      return { status: 'canceled', costMicroUsd: BigInt(end.costMicroUsd ?? end.usage?.amounts.spend ?? 0) }
    case 'succeeded':
      return {
        status: 'succeeded',
        result: end.result,
        stage: 'succeeded',
        progress: 100,
        warnings: end.warnings as unknown as Prisma.InputJsonArray,
        costMicroUsd: BigInt(end.costMicroUsd),
        errorCode: null,
        errorMessage: null,
      }
  }
}
