import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { type ElementView, elementSelect, toElementView } from './element-view.ts'
import type { ReadContext } from './path-ranges.ts'

export const getElementInput = z.strictObject({ timelineId: z.string().max(64), elementId: z.string().max(64) })

/** An element of the story bible, also from the trash: `trashedAt` tells. `NOT_FOUND` for another user's. */
export async function getElement(
  ctx: ReadContext,
  { timelineId, elementId }: z.infer<typeof getElementInput>,
): Promise<ElementView> {
  const row = await ctx.db.storyElement.findFirst({
    where: { id: elementId, timeline: { id: timelineId, userId: requireUserId(ctx), trashedAt: null } },
    select: elementSelect,
  })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such element.')
  return toElementView(row)
}
