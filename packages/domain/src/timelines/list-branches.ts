import { type Page, pageInput, pageLimitMax, toPage } from '@cronicl/core'
import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { type BranchView, branchSelect, branchView, toBranchView } from './branch-view.ts'
import { type ReadContext, noSuchTimeline } from './path-ranges.ts'

export const listBranchesInput = z.strictObject({
  ...pageInput,
  limit: pageInput.limit.removeDefault().default(pageLimitMax),
  timelineId: z.string().max(64),
})
export const branchPage = z.object({ items: z.array(branchView), nextCursor: z.string().nullable() })

/** The branches of a story, oldest first: `main` leads. */
export async function listBranches(
  ctx: ReadContext,
  { timelineId, limit, cursor }: z.infer<typeof listBranchesInput>,
): Promise<Page<BranchView>> {
  const timeline = await ctx.db.timeline.findFirst({
    where: { id: timelineId, userId: requireUserId(ctx), trashedAt: null },
    select: {
      branches: {
        where: cursor === undefined ? {} : { id: { gt: cursor } },
        orderBy: { id: 'asc' },
        take: limit + 1,
        select: branchSelect,
      },
    },
  })
  if (!timeline) throw noSuchTimeline()
  const page = toPage(timeline.branches, limit)
  return { items: page.items.map((branch) => toBranchView(branch)), nextCursor: page.nextCursor }
}
