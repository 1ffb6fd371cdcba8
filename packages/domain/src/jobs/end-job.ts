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
 * of several callers the first, and the others change nothing. Returns whether it was this call that ended it.
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
  return count === 1
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
