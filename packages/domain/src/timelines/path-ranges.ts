import { AppError } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { type DomainContext, requireUserId } from '../context.ts'

/** What every read of a story needs. */
export type ReadContext = Pick<DomainContext, 'db' | 'actor'>

/** A node of a story. */
export interface NodeAddress {
  timelineId: string
  nodeId: string
}

/** The condition on `timelines t` that it is the caller's and in use: another user's story reads as one that is not there. */
export function isOwn(ctx: Pick<DomainContext, 'actor'>, timelineId: string): Prisma.Sql {
  return Prisma.sql`t.id = ${timelineId} AND t.user_id = ${requireUserId(ctx)} AND t.trashed_at IS NULL`
}

/**
 * Common table expressions for a node of the caller's: `place`, one row or none, and `range`, the parts of strands that
 * make up its path, root first. A node stands on the path when its strand is in a range and its depth is not beyond it;
 * each depth has one. So a path of any length is read by a few ranges of the index (timeline_id, strand, depth).
 */
export function pathRanges(ctx: Pick<DomainContext, 'actor'>, { timelineId, nodeId }: NodeAddress): Prisma.Sql {
  return Prisma.sql`
    place AS (
      SELECT n.timeline_id, n.strand, n.depth, s.lineage_strands, s.lineage_depths
      FROM timelines t
      JOIN story_nodes n ON n.timeline_id = t.id AND n.id = ${nodeId} AND n.trash_id IS NULL
      JOIN strands s ON s.timeline_id = n.timeline_id AND s.number = n.strand
      WHERE ${isOwn(ctx, timelineId)}
    ), range AS (
      SELECT p.timeline_id, r.strand, r.depth
      FROM place p, unnest(p.lineage_strands || p.strand, p.lineage_depths || p.depth) AS r(strand, depth)
    )`
}

export function noSuchTimeline(): AppError {
  return new AppError('NOT_FOUND', 'There is no such timeline.')
}

/** Also when the timeline is missing: who may not see a story learns nothing of what is in it. */
export function noSuchNode(): AppError {
  return new AppError('NOT_FOUND', 'There is no such node.')
}
