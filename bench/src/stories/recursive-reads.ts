import { type Db, Prisma } from '@cronicl/db'

/** A node, whose story, and whose it is. */
export interface Whereabouts {
  userId: string
  timelineId: string
  nodeId: string
}

/** The path as one would write it first: from parent to parent. */
export function recursivePath(db: Db, at: Whereabouts): Promise<unknown[]> {
  return db.$queryRaw(Prisma.sql`
    ${upwards(at)}
    SELECT n.id, n.parent_id, n.merged_node_id, n.title, n.kind, n.position, n.depth, n.version,
      char_length(n.content) AS length
    FROM path p JOIN story_nodes n ON n.id = p.id ORDER BY n.depth`)
}

/** The canon on that path. */
export function recursiveCanon(db: Db, at: Whereabouts): Promise<unknown[]> {
  return db.$queryRaw(Prisma.sql`
    ${upwards(at)}
    SELECT DISTINCT ON (f.key COLLATE "C") f.key, f.subject, f.attribute, f.value, f.node_id, f.id, f.span_start, f.span_end
    FROM path p JOIN facts f ON f.node_id = p.id ORDER BY f.key COLLATE "C", f.depth DESC`)
}

function upwards({ userId, timelineId, nodeId }: Whereabouts): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE path AS (
      SELECT n.id, n.parent_id FROM timelines t JOIN story_nodes n ON n.timeline_id = t.id
      WHERE t.id = ${timelineId} AND t.user_id = ${userId} AND t.trashed_at IS NULL
        AND n.id = ${nodeId} AND n.trash_id IS NULL
      UNION ALL
      SELECT n.id, n.parent_id FROM path p JOIN story_nodes n ON n.id = p.parent_id
    )`
}
