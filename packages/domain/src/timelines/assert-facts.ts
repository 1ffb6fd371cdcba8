import { planAssertFacts } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadFactsAt, loadNodes, storyOf, withIds } from './load-story.ts'
import type { NodeWithFactsView } from './node-view.ts'
import { rowIds } from './row-ids.ts'
import { showNode } from './show-rows.ts'
import { factsInput, idInput, timelineIdInput } from './story-inputs.ts'
import { counted, quoted } from './summary.ts'

export const assertFactsInput = z.strictObject({ ...timelineIdInput, nodeId: idInput, facts: factsInput.min(1) })

/** Asserts facts at a node: one about the same subject and attribute is replaced, the others of the node stay. */
export function assertFacts(ctx: EditContext, input: z.infer<typeof assertFactsInput>): Promise<NodeWithFactsView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'assertFacts',
    plan: async (tx) => {
      const nodes = await loadNodes(tx, withIds([input.nodeId]))
      const facts = await loadFactsAt(tx, [input.nodeId])
      const changes = planAssertFacts(storyOf(tx, { nodes, facts }), input, rowIds(tx))
      const summary = `Asserted ${counted(input.facts.length, 'fact')} at ${quoted(nodes[0]?.title ?? '')}`
      return { changes, summary }
    },
    show: (tx) => showNode(tx, input.nodeId),
  })
}
