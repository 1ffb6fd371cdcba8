import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { endJob } from './end-job.ts'
import { findJob } from './get-job.ts'
import { type JobView, toJobView } from './job-view.ts'

export const cancelJobInput = z.strictObject({ id: z.string().max(64) })

type CancelContext = Pick<DomainContext, 'db' | 'transact' | 'actor' | 'blobs' | 'config' | 'clock'>

/**
 * Ends one of the caller's jobs before its time. A queued one never runs; the worker of a running one hears of it and
 * stops. Canceling twice is as good as once; a job that has ended otherwise is a `CONFLICT`.
 */
export async function cancelJob(ctx: CancelContext, input: z.infer<typeof cancelJobInput>): Promise<JobView> {
  const fence = { id: input.id, userId: requireUserId(ctx) }
  await ctx.transact(({ db }) => endJob({ db, clock: ctx.clock, config: ctx.config }, fence, { status: 'canceled' }))
  const row = await findJob(ctx, input.id)
  if (row.status !== 'canceled')
    throw new AppError('CONFLICT', `The job has ${row.status} already.`, { details: { status: row.status } })
  return toJobView(ctx, row)
}
