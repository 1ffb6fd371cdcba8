import { Prisma } from '@cronicl/db'
import { type ReadContext, isOwn } from './path-ranges.ts'

/** What a branch is compared with, and which. */
export interface BranchPairs {
  timelineId: string
  /** The left side: condition on `branches b`. */
  into: Prisma.Sql
  /** The right sides: condition on `branches b`, with order and limit. */
  others: Prisma.Sql
  /** `changes`: what either side changed; `conflicts`: what both did, to different outcomes. */
  touched: 'changes' | 'conflicts'
}

/** A fact on one side of a pair, or at their fork; or, where `key` is null, the pair alone. */
export interface DivergenceRow {
  /** Null when there is no other branch. */
  branchId: string | null
  branchName: string
  /** The last node that the paths of both heads share. */
  forkNodeId: string
  side: 'base' | 'left' | 'right' | null
  key: string | null
  subject: string
  attribute: string
  value: string | null
  nodeId: string
  factId: string
}

/**
 * What one branch and some others say differently, in one statement: of each fact that was touched since the fork the
 * last on either side and the last before the fork, retractions among them. What both sides share is read at most once
 * and not sent. No rows when there is no such left branch of the caller's; at least one for each other branch.
 */
export function readDivergence(ctx: ReadContext, pairs: BranchPairs): Promise<DivergenceRow[]> {
  return ctx.db.$queryRaw<DivergenceRow[]>(Prisma.sql`
    WITH ${headRanges(ctx, pairs)}, ${lastFacts}, touched AS (${touchedKeys[pairs.touched]}), base AS (
      SELECT DISTINCT ON (k.branch_id, m.key COLLATE "C") k.branch_id, m.*
      FROM touched c JOIN fork k USING (branch_id) JOIN mine m ON m.key = c.key AND m.depth <= k.depth
      ORDER BY k.branch_id, m.key COLLATE "C", m.depth DESC
    ), fact AS (
      SELECT 'base' AS side, * FROM base
      UNION ALL SELECT 'left', * FROM ours WHERE (branch_id, key) IN (SELECT * FROM touched)
      UNION ALL SELECT 'right', * FROM theirs WHERE (branch_id, key) IN (SELECT * FROM touched)
    )
    SELECT o.branch_id AS "branchId", o.name AS "branchName", n.id AS "forkNodeId",
      f.side, f.key, f.subject, f.attribute, f.value, f.node_id AS "nodeId", f.id AS "factId"
    FROM into_head h LEFT JOIN other_head o ON true LEFT JOIN fork k ON k.branch_id = o.branch_id
    LEFT JOIN story_nodes n ON n.timeline_id = k.timeline_id AND n.strand = k.strand AND n.depth = k.depth
    LEFT JOIN fact f ON f.branch_id = o.branch_id
    ORDER BY o.branch_id`)
}

/** The heads, their paths as ranges of strands, and for each other branch where its path leaves that of the left one. */
function headRanges(ctx: ReadContext, { timelineId, into, others }: BranchPairs): Prisma.Sql {
  const heads = Prisma.sql`
    SELECT b.id AS branch_id, b.name, n.timeline_id, n.strand, n.depth, s.lineage_strands, s.lineage_depths
    FROM timelines t JOIN branches b ON b.timeline_id = t.id
    JOIN story_nodes n ON n.id = b.head_node_id AND n.trash_id IS NULL
    JOIN strands s ON s.timeline_id = n.timeline_id AND s.number = n.strand
    WHERE ${isOwn(ctx, timelineId)}`
  return Prisma.sql`
    into_head AS MATERIALIZED (${heads} AND ${into}),
    other_head AS MATERIALIZED (${heads} AND ${others}),
    into_range AS (${rangesOf(Prisma.sql`into_head`)}),
    other_range AS (${rangesOf(Prisma.sql`other_head`)}),
    fork AS MATERIALIZED (
      SELECT DISTINCT ON (o.branch_id) o.branch_id, o.timeline_id, o.strand, least(o.depth, i.depth) AS depth
      FROM other_range o JOIN into_range i ON i.strand = o.strand
      ORDER BY o.branch_id, least(o.depth, i.depth) DESC
    )`
}

function rangesOf(heads: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT h.branch_id, h.timeline_id, r.strand, r.depth
    FROM ${heads} h, unnest(h.lineage_strands || h.strand, h.lineage_depths || h.depth) AS r(strand, depth)`
}

/** `mine`: all on the left path; `ours` and `theirs`: the last of each key since the fork, for each pair. */
const lastFacts = Prisma.sql`
  mine AS MATERIALIZED (
    SELECT f.key, f.subject, f.attribute, f.value, f.node_id, f.id, f.depth
    FROM into_range i JOIN facts f ON f.timeline_id = i.timeline_id AND f.strand = i.strand AND f.depth <= i.depth
  ), latest AS (
    SELECT DISTINCT ON (key COLLATE "C") * FROM mine ORDER BY key COLLATE "C", depth DESC
  ), ours AS MATERIALIZED (
    SELECT k.branch_id, l.* FROM fork k JOIN latest l ON l.depth > k.depth
  ), theirs AS MATERIALIZED (
    SELECT DISTINCT ON (o.branch_id, f.key COLLATE "C")
      o.branch_id, f.key, f.subject, f.attribute, f.value, f.node_id, f.id, f.depth
    FROM fork k JOIN other_range o USING (branch_id)
    JOIN facts f ON f.timeline_id = o.timeline_id AND f.strand = o.strand AND f.depth <= o.depth AND f.depth > k.depth
    ORDER BY o.branch_id, f.key COLLATE "C", f.depth DESC
  )`

const touchedKeys = {
  changes: Prisma.sql`SELECT branch_id, key FROM ours UNION SELECT branch_id, key FROM theirs`,
  conflicts: Prisma.sql`
    SELECT branch_id, ours.key FROM ours JOIN theirs USING (branch_id)
    WHERE ours.key = theirs.key AND ours.value IS DISTINCT FROM theirs.value`,
}
