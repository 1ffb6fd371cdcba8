import { Prisma, queryKept } from '@cronicl/db'
import { z } from 'zod'
import { type NodeOnPath, nodeOnPath, pathColumns } from './node-outline.ts'
import { type ReadContext, noSuchNode, pathRanges } from './path-ranges.ts'

export const getPathInput = z.strictObject({
  timelineId: z.string().max(64),
  nodeId: z.string().max(64),
  contents: z.boolean().default(true).describe('Whether the nodes come with content and metadata'),
  last: z.int().min(1).max(50_000).optional().describe('Only so many nodes, from the end of the path'),
})
export const pathView = z.object({ nodes: z.array(nodeOnPath) })
export type PathView = z.infer<typeof pathView>

/** The nodes from the root to `nodeId`, both in it, in one statement. NOT_FOUND for a node in the trash, too. */
export async function getPath(ctx: ReadContext, input: z.infer<typeof getPathInput>): Promise<PathView> {
  const { contents, last } = input
  const nodes = await queryKept<NodeOnPath>(
    ctx.db,
    Prisma.sql`WITH ${pathRanges(ctx, input)}
    SELECT ${pathColumns(contents)}
    FROM range r JOIN story_nodes n ON n.timeline_id = r.timeline_id AND n.strand = r.strand AND n.depth <= r.depth
    ${last === undefined ? Prisma.empty : Prisma.sql`WHERE n.depth > (SELECT depth FROM place) - ${last}::int`}
    ORDER BY n.depth`,
  )
  if (nodes.length === 0) throw noSuchNode()
  return { nodes }
}
