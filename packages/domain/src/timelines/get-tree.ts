import { type Page, pageInput, toPage } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type NodeOutline, nodeOutline, outlineColumns } from './node-outline.ts'
import { type ReadContext, isOwn, noSuchTimeline } from './path-ranges.ts'

export const getTreeInput = z.strictObject({ ...pageInput, timelineId: z.string().max(64) })
export const outlinePage = z.object({ items: z.array(nodeOutline), nextCursor: z.string().nullable() })

/** The live nodes of a story without their contents, oldest first: a parent may come on a later page than its child. */
export async function getTree(ctx: ReadContext, input: z.infer<typeof getTreeInput>): Promise<Page<NodeOutline>> {
  const { timelineId, limit, cursor = '' } = input
  // The outer join leaves one empty row of a story whose nodes have all been sent.
  const rows = await ctx.db.$queryRaw<NodeOutline[]>(Prisma.sql`
    SELECT ${outlineColumns}
    FROM timelines t LEFT JOIN LATERAL (
      SELECT * FROM story_nodes n
      WHERE n.timeline_id = t.id AND n.trash_id IS NULL AND n.id > ${cursor} ORDER BY n.id LIMIT ${limit + 1}
    ) n ON true
    WHERE ${isOwn(ctx, timelineId)} ORDER BY n.id`)
  if (rows.length === 0) throw noSuchTimeline()
  return toPage(
    rows.filter((row) => row.id !== null),
    limit,
  )
}
