import { planMergeBranches } from '@cronicl/core'
import { z } from 'zod'
import { acceptSuggestion } from './decide-suggestion.ts'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { lastChildrenOf, loadBranches, loadOutline, storyOf, withIds } from './load-story.ts'
import type { NodeWithFactsView } from './node-view.ts'
import { rowIds } from './row-ids.ts'
import { showNode } from './show-rows.ts'
import { asJson, idInput, nodeDraft, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const mergeBranchesInput = z.strictObject({
  ...timelineIdInput,
  fromBranchId: idInput,
  intoBranchId: idInput.describe('The branch that grows by the merge'),
  ...nodeDraft,
  suggestionId: idInput.optional().describe('The proposal that is accepted by this'),
})

/**
 * A node at the end of one branch that says how another was merged into it: the text and the facts that are sent, and no
 * others. The other branch stays as it is.
 */
export function mergeBranches(ctx: EditContext, input: z.infer<typeof mergeBranchesInput>): Promise<NodeWithFactsView> {
  const { fromBranchId, intoBranchId } = input
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'mergeBranches',
    plan: async (tx) => {
      const branches = await loadBranches(tx, { id: { in: [fromBranchId, intoBranchId] } })
      const nameOf = (id: string): string => quoted(branches.find((branch) => branch.id === id)?.name ?? '')
      const parentId = branches.find((branch) => branch.id === intoBranchId)?.headNodeId ?? ''
      const nodes = [
        ...(await loadOutline(tx, lastChildrenOf(tx, parentId))),
        ...(await loadOutline(tx, withIds(branches.map((branch) => branch.headNodeId)))),
      ]
      const draft = { ...input, metadata: asJson(input.metadata) }
      const changes = planMergeBranches(storyOf(tx, { nodes, branches }), draft, rowIds(tx))
      if (input.suggestionId !== undefined) await acceptSuggestion(tx, input.suggestionId, changes[0]?.id ?? '')
      return { changes, summary: `Merged ${nameOf(fromBranchId)} into ${nameOf(intoBranchId)}` }
    },
    show: (tx, { changes }) => showNode(tx, changes[0]?.id ?? ''),
  })
}
