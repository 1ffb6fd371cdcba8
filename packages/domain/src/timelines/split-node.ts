import { planSplitNode } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadBranches, loadFactsAt, loadNodes, loadOutline, storyOf, withIds } from './load-story.ts'
import { type NodeWithFactsView, nodeWithFactsView } from './node-view.ts'
import { rowIds } from './row-ids.ts'
import { showNode } from './show-rows.ts'
import { idInput, nodeFields, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const splitNodeInput = z.strictObject({
  ...timelineIdInput,
  nodeId: idInput,
  offset: z.int().min(1).describe('Where the content is cut, in UTF-16 code units'),
  title: nodeFields.title.optional().describe("Of the new node; the node's own when it is not given"),
  kind: nodeFields.kind.optional().describe("Of the new node; the node's own when it is not given"),
})
export const splitNodeOutput = z.object({
  node: nodeWithFactsView,
  newNode: nodeWithFactsView.describe('The rest, with what stood below the node'),
})

/**
 * Cuts a node in two: the rest of its content goes to a new child, and so do its children, its branches' heads and the
 * facts whose words are there. Canon below stays what it was.
 */
export function splitNode(
  ctx: EditContext,
  input: z.infer<typeof splitNodeInput>,
): Promise<{ node: NodeWithFactsView; newNode: NodeWithFactsView }> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'splitNode',
    plan: async (tx) => {
      const node = await loadNodes(tx, withIds([input.nodeId]))
      const children = await loadOutline(tx, Prisma.sql`n.parent_id = ${input.nodeId}`)
      const facts = await loadFactsAt(tx, [input.nodeId])
      const branches = await loadBranches(tx, { headNodeId: input.nodeId })
      const story = storyOf(tx, { nodes: [...node, ...children], facts, branches })
      return { changes: planSplitNode(story, input, rowIds(tx)), summary: `Split ${quoted(node[0]?.title ?? '')}` }
    },
    show: async (tx, { changes }) => ({
      node: await showNode(tx, input.nodeId),
      newNode: await showNode(tx, changes[0]?.id ?? ''),
    }),
  })
}
