import type { Clock, ErrorCode, Issue } from '@cronicl/core'
import type { Db, Prisma } from '@cronicl/db'
import type { JobResult } from './job-view.ts'

/** How a job ends. */
export type JobEnd =
  | { status: 'succeeded'; result: JobResult; warnings: Issue[]; costMicroUsd: number }
  | { status: 'failed'; errorCode: ErrorCode; errorMessage: string; failures?: number }
  | { status: 'canceled' }

/**
 * The only place where a job ends. `fence` names the job and what must still be true of it; the row's lock makes one
 * of several callers the first, and the others change nothing. Returns whether it was this call that ended it. Call it
 * in a transaction: an asset that was waiting for the job goes with it.
 */
export async function endJob(
  ctx: { db: Db; clock: Clock },
  fence: Prisma.JobWhereInput & { id: string },
  end: JobEnd,
): Promise<boolean> {
  const { count } = await ctx.db.job.updateMany({
    where: { status: { in: ['queued', 'running'] }, ...fence },
    data: { ...columns(end), completedAt: ctx.clock.now() },
  })
  if (count === 0) return false
  // An asset that waited for this job will never be ready; its bytes are the sweeper's.
  if (end.status !== 'succeeded')
    await ctx.db.mediaAsset.deleteMany({ where: { jobId: fence.id, status: 'processing' } })
  return true
}

function columns(end: JobEnd): Prisma.JobUpdateManyMutationInput {
  if (end.status !== 'succeeded') return end
  const { warnings, costMicroUsd, ...rest } = end
  return {
    ...rest,
    stage: 'succeeded',
    progress: 100,
    warnings: warnings as unknown as Prisma.InputJsonArray,
    costMicroUsd: BigInt(costMicroUsd),
    errorCode: null,
    errorMessage: null,
  }
}
