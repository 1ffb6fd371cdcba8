import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { timelineIdInput } from './story-inputs.ts'

export const purgeTimelineInput = z.strictObject(timelineIdInput)
export const purgeTimelineOutput = z.object({ id: z.string() })

/**
 * Deletes one of the caller's stories for good, with its history and its suggestions. Only from the trash: a story that
 * is not there is NOT_FOUND, so that one call alone never loses any.
 */
export async function purgeTimeline(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof purgeTimelineInput>,
): Promise<{ id: string }> {
  const { count } = await ctx.db.timeline.deleteMany({
    where: { id: input.timelineId, userId: requireUserId(ctx), trashedAt: { not: null } },
  })
  if (count === 0) throw new AppError('NOT_FOUND', 'There is no such timeline in the trash.')
  return { id: input.timelineId }
}
