import { AppError, addMs, dayMs } from '@cronicl/core'
import type { Actor, DomainContext } from '../context.ts'
import { lockTimeline } from '../timelines/lock-timeline.ts'
import { purgeTrash } from '../timelines/purge-trash.ts'

const keptDays = 30
const atOnce = 50

type TrashContext = Pick<DomainContext, 'db' | 'transact' | 'clock'>

export interface PurgedTrash {
  timelines: number
  nodes: number
  elements: number
}

/** Deletes for good what has been in the trash of stories for 30 days: whole stories, deletions of nodes, elements. */
export async function purgeOldTrash(ctx: TrashContext, signal: AbortSignal): Promise<PurgedTrash> {
  const before = addMs(ctx.clock.now(), -keptDays * dayMs)
  return {
    timelines: await purgeTimelines(ctx, before, signal),
    nodes: await purgeNodes(ctx, before, signal),
    elements: await purgeElements(ctx, before, signal),
  }
}

async function purgeTimelines({ db }: TrashContext, before: Date, signal: AbortSignal): Promise<number> {
  for (let purged = 0; ; ) {
    signal.throwIfAborted()
    // The time once more in the outer condition: it may have been restored in between.
    const count = await db.$executeRaw`
      DELETE FROM timelines WHERE trashed_at < ${before} AND id IN (
        SELECT id FROM timelines WHERE trashed_at < ${before} LIMIT ${atOnce})`
    purged += count
    if (count === 0) return purged
  }
}

/** A deleted node changed last when it was deleted. Stories in the trash go as a whole. */
async function purgeNodes(ctx: TrashContext, before: Date, signal: AbortSignal): Promise<number> {
  for (let purged = 0; ; ) {
    const deletions = await ctx.db.$queryRaw<{ trashId: string; timelineId: string; userId: string }[]>`
      SELECT n.id AS "trashId", n.timeline_id AS "timelineId", t.user_id AS "userId"
      FROM story_nodes n JOIN timelines t ON t.id = n.timeline_id
      WHERE n.trash_id = n.id AND n.updated_at < ${before} AND t.trashed_at IS NULL ORDER BY n.updated_at LIMIT ${atOnce}`
    let count = 0
    for (const { userId, ...deletion } of deletions) {
      signal.throwIfAborted()
      // One that stood below another went with it; one that was restored is no longer there.
      const done = await unlessGone(purgeTrash({ ...ctx, actor: inTheNameOf(userId) }, deletion))
      count += done?.nodeCount ?? 0
    }
    purged += count
    if (count === 0) return purged
  }
}

async function purgeElements(ctx: TrashContext, before: Date, signal: AbortSignal): Promise<number> {
  const stories = await ctx.db.$queryRaw<{ timelineId: string; userId: string }[]>`
    SELECT DISTINCT e.timeline_id AS "timelineId", t.user_id AS "userId"
    FROM story_elements e JOIN timelines t ON t.id = e.timeline_id
    WHERE e.trashed_at < ${before} AND t.trashed_at IS NULL`
  let purged = 0
  for (const { timelineId, userId } of stories) {
    signal.throwIfAborted()
    const purging = ctx.transact(async ({ db }) => {
      await lockTimeline({ db, actor: inTheNameOf(userId) }, timelineId)
      const { count } = await db.storyElement.deleteMany({ where: { timelineId, trashedAt: { lt: before } } })
      // What an earlier edit would bring back is gone.
      if (count > 0) await db.revision.updateMany({ where: { timelineId, sealed: false }, data: { sealed: true } })
      return count
    })
    purged += (await unlessGone(purging)) ?? 0
  }
  return purged
}

function inTheNameOf(userId: string): Actor {
  return { type: 'user', userId, sessionId: '', role: 'USER' }
}

/** Null when somebody has purged, restored or trashed it in between. */
async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
