import { AppError, type JsonObject } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { type DomainContext, requireUserId } from '../context.ts'

export interface LockedTimeline {
  id: string
  title: string
  description: string
  settings: JsonObject
  version: number
  revision: number
  lastStrand: number
}

/**
 * The caller's live timeline, locked until the transaction ends: its edits wait for each other. The key is not locked,
 * so that rows which only refer to the story (a suggestion that comes in) need not wait. NOT_FOUND for another user's.
 */
export async function lockTimeline(
  ctx: { db: Db; actor: DomainContext['actor'] },
  timelineId: string,
): Promise<LockedTimeline> {
  const [timeline] = await ctx.db.$queryRaw<LockedTimeline[]>`
    SELECT id, title, description, settings, version, revision, last_strand AS "lastStrand" FROM timelines
    WHERE id = ${timelineId} AND user_id = ${requireUserId(ctx)} AND trashed_at IS NULL FOR NO KEY UPDATE`
  if (!timeline) throw new AppError('NOT_FOUND', 'There is no such timeline.')
  return timeline
}
