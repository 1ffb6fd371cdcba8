import { planCopySubtree } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { lastChildrenOf, loadFactsAt, loadNodes, loadOutline, storyOf, subtreeOfNode, withIds } from './load-story.ts'
import { type NodeWithFactsView, nodeWithFactsView } from './node-view.ts'
import { rowIds } from './row-ids.ts'
import { showNode } from './show-rows.ts'
import { idInput, positionInput, timelineIdInput } from './story-inputs.ts'
import { counted, quoted } from './summary.ts'

export const copySubtreeInput = z.strictObject({
  ...timelineIdInput,
  nodeId: idInput,
  parentId: idInput.describe('Where the copy goes'),
  position: positionInput.optional(),
})
export const copySubtreeOutput = nodeWithFactsView.extend({ nodeCount: z.int().describe('Nodes that were made') })

/** A copy of a node and all below it, with their facts, under another node; branches and the trash are not copied. */
export function copySubtree(
  ctx: EditContext,
  input: z.infer<typeof copySubtreeInput>,
): Promise<NodeWithFactsView & { nodeCount: number }> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'copySubtree',
    plan: async (tx) => {
      const subtree = await loadNodes(tx, await subtreeOfNode(tx, input.nodeId))
      const facts = await loadFactsAt(
        tx,
        subtree.map((node) => node.id),
      )
      // The subtree comes last: where the parent is in it, its whole row is the one to copy.
      const nodes = [
        ...(await loadOutline(tx, withIds([input.parentId]))),
        ...(await loadOutline(tx, lastChildrenOf(tx, input.parentId))),
        ...subtree,
      ]
      const changes = planCopySubtree(storyOf(tx, { nodes, facts }), input, rowIds(tx))
      const title = subtree.find((node) => node.id === input.nodeId)?.title ?? ''
      return { changes, summary: `Copied ${quoted(title)} (${counted(subtree.length, 'node')})` }
    },
    show: async (tx, { changes }) => ({
      ...(await showNode(tx, changes[0]?.id ?? '')),
      nodeCount: changes.filter((change) => change.table === 'node').length,
    }),
  })
}
