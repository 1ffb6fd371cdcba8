import type { Db } from '@cronicl/db'

export interface NodeBelow {
  id: string
  parentId: string | null
  strand: number
}

/**
 * Some nodes of a story and all below them: in the trash or not; with `live`, only what is in the story. Each step asks
 * the index for the children of one node. Left to itself, the planner, who cannot know how a recursion goes on, reads
 * the whole table, or all that is not in the trash, at each step of a long chain. For the same reason, whole rows are
 * loaded by these ids in a query of its own.
 */
export async function nodesBelow(
  { db, timelineId }: { db: Db; timelineId: string },
  ids: readonly string[],
  options: { live?: boolean } = {},
): Promise<NodeBelow[]> {
  if (ids.length === 0) return []
  const trashed = options.live !== true
  return db.$queryRaw<NodeBelow[]>`
    WITH RECURSIVE below AS (
      SELECT id, parent_id, strand, trash_id FROM story_nodes
      WHERE id = ANY(${ids}::text[]) AND timeline_id = ${timelineId} AND (${trashed} OR trash_id IS NULL)
      UNION
      SELECT child.* FROM below CROSS JOIN LATERAL
        (SELECT id, parent_id, strand, trash_id FROM story_nodes WHERE parent_id = below.id OFFSET 0) AS child
      WHERE ${trashed} OR child.trash_id IS NULL
    ) SELECT id, parent_id AS "parentId", strand FROM below`
}
