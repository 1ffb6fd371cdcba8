import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { canonDiffView } from './canon-diff-view.ts'
import { canonDiff } from './canon-diff.ts'
import { type NodeOnPath, nodeOnPath, pathColumns } from './node-outline.ts'
import { type ReadContext, isOwn } from './path-ranges.ts'

export const compareBranchesInput = z.strictObject({
  timelineId: z.string().max(64),
  branchA: z.string().max(64).describe('Id of the left branch'),
  branchB: z.string().max(64).describe('Id of the right branch'),
  contents: z.boolean().default(false).describe('Whether the nodes come with content and metadata'),
})
export const compareBranchesOutput = z.object({
  forkNodeId: z.string().describe('The last node that both paths share'),
  onlyA: z.array(nodeOnPath).describe('After the fork, in the order of the path'),
  onlyB: z.array(nodeOnPath),
  canon: canonDiffView,
})
export type BranchComparison = z.infer<typeof compareBranchesOutput>

/** Two branches beside each other: where they part, what only one of them has, and what they say differently. */
export async function compareBranches(
  ctx: ReadContext,
  input: z.infer<typeof compareBranchesInput>,
): Promise<BranchComparison> {
  const [{ forkNodeId, ...canon }, nodes] = await Promise.all([canonDiff(ctx, input), readTails(ctx, input)])
  const nodesOf = (branchId: string) =>
    nodes.filter((node) => node.branchId === branchId).map(({ branchId: _branchId, ...node }) => node)
  return { forkNodeId, onlyA: nodesOf(input.branchA), onlyB: nodesOf(input.branchB), canon }
}

/** What stands on one of the two paths alone: whatever is deeper than the deepest place that they share. */
function readTails(ctx: ReadContext, { timelineId, branchA, branchB, contents }: z.infer<typeof compareBranchesInput>) {
  return ctx.db.$queryRaw<(NodeOnPath & { branchId: string })[]>(Prisma.sql`
    WITH range AS MATERIALIZED (
      SELECT b.id AS branch_id, n.timeline_id, r.strand, r.depth
      FROM timelines t JOIN branches b ON b.timeline_id = t.id AND b.id IN (${branchA}, ${branchB})
      JOIN story_nodes n ON n.id = b.head_node_id AND n.trash_id IS NULL
      JOIN strands s ON s.timeline_id = n.timeline_id AND s.number = n.strand,
      unnest(s.lineage_strands || n.strand, s.lineage_depths || n.depth) AS r(strand, depth)
      WHERE ${isOwn(ctx, timelineId)}
    ), fork AS (
      SELECT max(least(a.depth, b.depth)) AS depth FROM range a JOIN range b ON b.strand = a.strand
      WHERE a.branch_id = ${branchA} AND b.branch_id = ${branchB}
    )
    SELECT r.branch_id AS "branchId", ${pathColumns(contents)}
    FROM range r JOIN story_nodes n ON n.timeline_id = r.timeline_id AND n.strand = r.strand AND n.depth <= r.depth
    WHERE n.depth > (SELECT depth FROM fork) ORDER BY n.depth`)
}
