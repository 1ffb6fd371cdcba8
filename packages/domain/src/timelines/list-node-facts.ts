import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { type FactView, factSelect, factView, toFactView } from './fact-view.ts'
import { type ReadContext, noSuchNode } from './path-ranges.ts'

export const listNodeFactsInput = z.strictObject({
  ...pageInput,
  timelineId: z.string().max(64),
  nodeId: z.string().max(64),
})
export const factPage = z.object({ items: z.array(factView), nextCursor: z.string().nullable() })

/** What is asserted and retracted at one node, oldest first; what holds there is for `canonAt`. */
export async function listNodeFacts(
  ctx: ReadContext,
  { timelineId, nodeId, limit, cursor }: z.infer<typeof listNodeFactsInput>,
): Promise<Page<FactView>> {
  const node = await ctx.db.storyNode.findFirst({
    where: { id: nodeId, timeline: { id: timelineId, userId: requireUserId(ctx), trashedAt: null } },
    select: {
      facts: {
        where: cursor === undefined ? {} : { id: { gt: cursor } },
        orderBy: { id: 'asc' },
        take: limit + 1,
        select: factSelect,
      },
    },
  })
  if (!node) throw noSuchNode()
  const page = toPage(node.facts, limit)
  return { items: page.items.map((fact) => toFactView(fact)), nextCursor: page.nextCursor }
}
