import { planMoveNode } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { lastChildrenOf, loadOutline, pathToNode, storyOf, withIds } from './load-story.ts'
import type { NodeWithFactsView } from './node-view.ts'
import { showNode } from './show-rows.ts'
import { idInput, positionInput, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const moveNodeInput = z.strictObject({
  ...timelineIdInput,
  nodeId: idInput,
  parentId: idInput.describe('The present one, to change the position alone'),
  position: positionInput.optional(),
})

/** Puts a node with all below it under another parent, or elsewhere among its siblings; never below itself. */
export function moveNode(ctx: EditContext, input: z.infer<typeof moveNodeInput>): Promise<NodeWithFactsView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'moveNode',
    plan: async (tx) => {
      const nodes = [
        ...(await loadOutline(tx, pathToNode(tx, input.parentId))),
        ...(await loadOutline(tx, lastChildrenOf(tx, input.parentId))),
        ...(await loadOutline(tx, withIds([input.nodeId]))),
      ]
      const changes = planMoveNode(storyOf(tx, { nodes }), input)
      return { changes, summary: `Moved ${quoted(nodes.at(-1)?.title ?? '')}` }
    },
    show: (tx) => showNode(tx, input.nodeId),
  })
}
