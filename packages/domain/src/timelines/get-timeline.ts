import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { type ReadContext, noSuchTimeline } from './path-ranges.ts'
import { timelineSelect, timelineView, toTimelineView } from './timeline-view.ts'

export const getTimelineInput = z.strictObject({ timelineId: z.string().max(64) })

/** A timeline, and how much is in it; what is in the trash is not counted. */
export const timelineWithCounts = timelineView.extend({
  counts: z.object({ nodes: z.int(), branches: z.int(), elements: z.int() }),
})
export type TimelineWithCounts = z.infer<typeof timelineWithCounts>

/** One of the caller's stories, also from the trash: `trashedAt` tells. `NOT_FOUND` for another user's. */
export async function getTimeline(
  ctx: ReadContext,
  { timelineId }: z.infer<typeof getTimelineInput>,
): Promise<TimelineWithCounts> {
  const row = await ctx.db.timeline.findFirst({
    where: { id: timelineId, userId: requireUserId(ctx) },
    select: {
      ...timelineSelect,
      _count: {
        select: { nodes: { where: { trashId: null } }, branches: true, elements: { where: { trashedAt: null } } },
      },
    },
  })
  if (!row) throw noSuchTimeline()
  const { _count: counts, ...timeline } = row
  return { ...toTimelineView(timeline), counts }
}
