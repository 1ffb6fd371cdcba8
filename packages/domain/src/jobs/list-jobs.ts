import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type JobView, jobSelect, jobStatus, jobView, toJobView } from './job-view.ts'

export const listJobsInput = z.strictObject({
  ...pageInput,
  status: jobStatus.optional(),
  kind: z.string().max(64).optional(),
})
export const jobPage = z.object({ items: z.array(jobView), nextCursor: z.string().nullable() })

/** The caller's jobs, newest first. */
export async function listJobs(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  input: z.infer<typeof listJobsInput>,
): Promise<Page<JobView>> {
  const rows = await ctx.db.job.findMany({
    where: {
      userId: requireUserId(ctx),
      ...(input.status ? { status: input.status } : {}),
      ...(input.kind ? { kind: input.kind } : {}),
      ...(input.cursor ? { id: { lt: input.cursor } } : {}),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    select: jobSelect,
  })
  const page = toPage(rows, input.limit)
  return { items: await Promise.all(page.items.map((row) => toJobView(ctx, row))), nextCursor: page.nextCursor }
}
