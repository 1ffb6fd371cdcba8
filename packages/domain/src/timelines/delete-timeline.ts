import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { showTimeline } from './show-rows.ts'
import { timelineIdInput } from './story-inputs.ts'
import type { TimelineView } from './timeline-view.ts'

export const deleteTimelineInput = z.strictObject(timelineIdInput)

/**
 * Puts one of the caller's stories in the trash, whole: until it is restored nothing in it can be read or edited.
 * NOT_FOUND also when it is there already.
 */
export function deleteTimeline(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof deleteTimelineInput>,
): Promise<TimelineView> {
  return ctx.transact(async ({ db }) => {
    const at = ctx.clock.now()
    const { count } = await db.timeline.updateMany({
      where: { id: input.timelineId, userId: requireUserId(ctx), trashedAt: null },
      data: { trashedAt: at, updatedAt: at },
    })
    if (count === 0) throw new AppError('NOT_FOUND', 'There is no such timeline.')
    return showTimeline({ db, timelineId: input.timelineId })
  })
}
