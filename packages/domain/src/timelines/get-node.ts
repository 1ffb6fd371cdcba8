import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { factSelect, toFactView } from './fact-view.ts'
import { type NodeWithFactsView, nodeSelect, toNodeView } from './node-view.ts'
import { type ReadContext, noSuchNode } from './path-ranges.ts'

export const getNodeInput = z.strictObject({ timelineId: z.string().max(64), nodeId: z.string().max(64) })

/** A node with what is asserted at it, also from the trash: `trashId` tells. `NOT_FOUND` for another user's. */
export async function getNode(
  ctx: ReadContext,
  { timelineId, nodeId }: z.infer<typeof getNodeInput>,
): Promise<NodeWithFactsView> {
  const row = await ctx.db.storyNode.findFirst({
    where: { id: nodeId, timeline: { id: timelineId, userId: requireUserId(ctx), trashedAt: null } },
    select: { ...nodeSelect, facts: { select: factSelect, orderBy: { id: 'asc' } } },
  })
  if (!row) throw noSuchNode()
  const { facts, ...node } = row
  return { ...toNodeView(node), facts: facts.map((fact) => toFactView(fact)) }
}
