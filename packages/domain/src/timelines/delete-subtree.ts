import { planDeleteSubtree } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadBranchesAt, loadOutline, storyOf, subtreeOfNode } from './load-story.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'
import { counted, quoted } from './summary.ts'

export const deleteSubtreeInput = z.strictObject({ ...timelineIdInput, nodeId: idInput })
export const deleteSubtreeOutput = z.object({
  trashId: z.string().describe('What to restore or purge it by: the id of the node'),
  nodeCount: z.int().describe('Nodes that went to the trash'),
})

/** Puts a node and all below it in the trash. Heads of branches among them move to the node's parent. */
export function deleteSubtree(
  ctx: EditContext,
  input: z.infer<typeof deleteSubtreeInput>,
): Promise<z.infer<typeof deleteSubtreeOutput>> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'deleteSubtree',
    plan: async (tx) => {
      const nodes = await loadOutline(tx, await subtreeOfNode(tx, input.nodeId))
      const branches = await loadBranchesAt(
        tx,
        nodes.map((node) => node.id),
      )
      const changes = planDeleteSubtree(storyOf(tx, { nodes, branches }), input)
      const title = nodes.find((node) => node.id === input.nodeId)?.title ?? ''
      return { changes, summary: `Deleted ${quoted(title)} (${counted(nodes.length, 'node')})` }
    },
    show: async (_tx, { changes }) => ({
      trashId: input.nodeId,
      nodeCount: changes.filter((change) => change.table === 'node').length,
    }),
  })
}
