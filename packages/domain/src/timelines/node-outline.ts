import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { nodeView } from './node-view.ts'

/** A node without what it says: enough to draw a tree. */
export const nodeOutline = nodeView
  .pick({
    id: true,
    parentId: true,
    mergedNodeId: true,
    title: true,
    kind: true,
    position: true,
    depth: true,
    version: true,
  })
  .extend({ contentLength: z.int().describe('Characters of its content (Unicode code points)') })
export type NodeOutline = z.infer<typeof nodeOutline>

/** The columns of an outline, of `story_nodes n`. */
export const outlineColumns = Prisma.sql`n.id, n.parent_id AS "parentId", n.merged_node_id AS "mergedNodeId", n.title,
  n.kind, n.position, n.depth, n.version, char_length(n.content) AS "contentLength"`

/** An outline, and what the node says when that was asked for. */
export const nodeOnPath = nodeOutline.extend({
  content: nodeView.shape.content.optional(),
  metadata: nodeView.shape.metadata.optional(),
})
export type NodeOnPath = z.infer<typeof nodeOnPath>

/** The columns of a node on a path, with or without what it says. */
export function pathColumns(contents: boolean): Prisma.Sql {
  return contents ? Prisma.sql`${outlineColumns}, n.content, n.metadata` : outlineColumns
}
