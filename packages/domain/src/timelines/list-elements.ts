import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { type ElementView, elementKind, elementSelect, elementView, toElementView } from './element-view.ts'
import { type ReadContext, noSuchTimeline } from './path-ranges.ts'

export const listElementsInput = z.strictObject({
  ...pageInput,
  timelineId: z.string().max(64),
  kind: elementKind.optional(),
  trashed: z.boolean().default(false).describe('The elements in the trash in place of those in the story'),
})
export const elementPage = z.object({ items: z.array(elementView), nextCursor: z.string().nullable() })

/** The story bible, oldest first. */
export async function listElements(
  ctx: ReadContext,
  { timelineId, kind, trashed, limit, cursor }: z.infer<typeof listElementsInput>,
): Promise<Page<ElementView>> {
  const timeline = await ctx.db.timeline.findFirst({
    where: { id: timelineId, userId: requireUserId(ctx), trashedAt: null },
    select: {
      elements: {
        where: {
          trashedAt: trashed ? { not: null } : null,
          ...(kind ? { kind } : {}),
          ...(cursor === undefined ? {} : { id: { gt: cursor } }),
        },
        orderBy: { id: 'asc' },
        take: limit + 1,
        select: elementSelect,
      },
    },
  })
  if (!timeline) throw noSuchTimeline()
  const page = toPage(timeline.elements, limit)
  return { items: page.items.map((element) => toElementView(element)), nextCursor: page.nextCursor }
}
