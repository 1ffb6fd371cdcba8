import { type Page, pageInput, toPage } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type ReadContext, isOwn, noSuchTimeline } from './path-ranges.ts'

export const listTrashInput = z.strictObject({ ...pageInput, timelineId: z.string().max(64) })

/** One deletion: the node that was deleted, with what stood below it. */
export const deletionView = z.object({
  id: z.string().describe('The node that was deleted; it names the deletion'),
  parentId: z.string().nullable().describe('Where it comes back to'),
  title: z.string(),
  kind: z.string(),
  nodeCount: z.int().describe('Nodes that went with it, itself among them'),
  deletedAt: z.string(),
})
export type DeletionView = z.infer<typeof deletionView>
export const deletionPage = z.object({ items: z.array(deletionView), nextCursor: z.string().nullable() })

type DeletionRow = Omit<DeletionView, 'deletedAt'> & { deletedAt: Date }

/** The deletions of nodes that can be taken back, by the age of the deleted node. Elements: `listElements`. */
export async function listTrash(
  ctx: ReadContext,
  { timelineId, limit, cursor = '' }: z.infer<typeof listTrashInput>,
): Promise<Page<DeletionView>> {
  // A node in the trash is not edited, so it changed last when it was deleted.
  const rows = await ctx.db.$queryRaw<(DeletionRow | { id: null })[]>(Prisma.sql`
    SELECT n.id, n.parent_id AS "parentId", n.title, n.kind, n.updated_at AS "deletedAt",
      (SELECT count(*)::int FROM story_nodes d WHERE d.timeline_id = t.id AND d.trash_id = n.id) AS "nodeCount"
    FROM timelines t LEFT JOIN LATERAL (
      SELECT * FROM story_nodes n
      WHERE n.timeline_id = t.id AND n.trash_id IS NOT NULL AND n.trash_id = n.id AND n.id > ${cursor}
      ORDER BY n.id LIMIT ${limit + 1}
    ) n ON true
    WHERE ${isOwn(ctx, timelineId)} ORDER BY n.id`)
  if (rows.length === 0) throw noSuchTimeline()
  const page = toPage(
    rows.filter((row): row is DeletionRow => row.id !== null),
    limit,
  )
  return {
    items: page.items.map((row) => ({ ...row, deletedAt: row.deletedAt.toISOString() })),
    nextCursor: page.nextCursor,
  }
}
