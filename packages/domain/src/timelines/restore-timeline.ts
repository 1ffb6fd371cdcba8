import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { showTimeline } from './show-rows.ts'
import { timelineIdInput } from './story-inputs.ts'
import type { TimelineView } from './timeline-view.ts'

export const restoreTimelineInput = z.strictObject(timelineIdInput)

/** Takes one of the caller's stories out of the trash, as it was. NOT_FOUND when it is not there. */
export function restoreTimeline(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof restoreTimelineInput>,
): Promise<TimelineView> {
  return ctx.transact(async ({ db }) => {
    const { count } = await db.timeline.updateMany({
      where: { id: input.timelineId, userId: requireUserId(ctx), trashedAt: { not: null } },
      data: { trashedAt: null, updatedAt: ctx.clock.now() },
    })
    if (count === 0) throw new AppError('NOT_FOUND', 'There is no such timeline in the trash.')
    return showTimeline({ db, timelineId: input.timelineId })
  })
}
