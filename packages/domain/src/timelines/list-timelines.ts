import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { requireUserId } from '../context.ts'
import type { ReadContext } from './path-ranges.ts'
import { type TimelineView, timelineSelect, timelineView, toTimelineView } from './timeline-view.ts'

export const listTimelinesInput = z.strictObject({
  ...pageInput,
  trashed: z.boolean().default(false).describe('The stories in the trash in place of those in use'),
})
export const timelinePage = z.object({ items: z.array(timelineView), nextCursor: z.string().nullable() })

/** The caller's stories, newest first. */
export async function listTimelines(
  ctx: ReadContext,
  { limit, cursor, trashed }: z.infer<typeof listTimelinesInput>,
): Promise<Page<TimelineView>> {
  const rows = await ctx.db.timeline.findMany({
    where: {
      userId: requireUserId(ctx),
      trashedAt: trashed ? { not: null } : null,
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: timelineSelect,
  })
  const page = toPage(rows, limit)
  return { items: page.items.map((row) => toTimelineView(row)), nextCursor: page.nextCursor }
}
