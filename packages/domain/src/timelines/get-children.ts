import { type Page, pageInput, validationError } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type NodeOutline, outlineColumns } from './node-outline.ts'
import { type ReadContext, isOwn, noSuchNode } from './path-ranges.ts'

export const getChildrenInput = z.strictObject({
  ...pageInput,
  timelineId: z.string().max(64),
  nodeId: z.string().max(64),
})

/** The live children of a node without their contents, in the order of siblings: by position, then by id. */
export async function getChildren(
  ctx: ReadContext,
  input: z.infer<typeof getChildrenInput>,
): Promise<Page<NodeOutline>> {
  const { timelineId, nodeId, limit } = input
  const after = input.cursor === undefined ? Prisma.empty : isAfter(input.cursor)
  const rows = await ctx.db.$queryRaw<NodeOutline[]>(Prisma.sql`
    SELECT ${outlineColumns}
    FROM timelines t JOIN story_nodes p ON p.timeline_id = t.id AND p.id = ${nodeId} AND p.trash_id IS NULL
    LEFT JOIN LATERAL (
      SELECT * FROM story_nodes n WHERE n.timeline_id = t.id AND n.parent_id = p.id AND n.trash_id IS NULL ${after}
      ORDER BY n.position, n.id LIMIT ${limit + 1}
    ) n ON true
    WHERE ${isOwn(ctx, timelineId)} ORDER BY n.position, n.id`)
  if (rows.length === 0) throw noSuchNode()
  const children = rows.filter((row) => row.id !== null)
  const items = children.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: last && children.length > limit ? `${last.position}~${last.id}` : null }
}

/** A cursor holds position and id of the last child that was sent, so it stays right when that one is gone. */
function isAfter(cursor: string): Prisma.Sql {
  const [position = '', id = ''] = cursor.split('~')
  if (position === '' || id === '' || !Number.isFinite(Number(position)))
    throw validationError([{ path: ['cursor'], message: 'This is not the cursor of a page of children.' }])
  return Prisma.sql`AND (n.position, n.id) > (${Number(position)}::float8, ${id})`
}
