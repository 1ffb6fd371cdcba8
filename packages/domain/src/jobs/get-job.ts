import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type JobRow, type JobView, jobSelect, toJobView } from './job-view.ts'

export const getJobInput = z.strictObject({ id: z.string().max(64) })

/** One of the caller's jobs. `NOT_FOUND` for another user's. */
export async function getJob(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  input: z.infer<typeof getJobInput>,
): Promise<JobView> {
  return toJobView(ctx, await findJob(ctx, input.id))
}

/** The row behind the view. Ownership is in the `where`, so somebody else's job is as missing as one that never was. */
export async function findJob(ctx: Pick<DomainContext, 'db' | 'actor'>, id: string): Promise<JobRow> {
  const row = await ctx.db.job.findFirst({ where: { id, userId: requireUserId(ctx) }, select: jobSelect })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such job.')
  return row
}
