import { AppError, planCreateNode } from '@cronicl/core'
import { z } from 'zod'
import { acceptSuggestion } from './decide-suggestion.ts'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { lastChildrenOf, loadBranches, loadNodes, loadOutline, storyOf, withIds } from './load-story.ts'
import type { NodeWithFactsView } from './node-view.ts'
import { rowIds } from './row-ids.ts'
import { showNode } from './show-rows.ts'
import { asJson, idInput, nodeDraft, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const createNodeInput = z
  .strictObject({
    ...timelineIdInput,
    parentId: idInput.optional(),
    branchId: idInput.optional().describe('The branch that grows: its head is the parent, and moves to the new node'),
    ...nodeDraft,
    suggestionId: idInput.optional().describe('The suggestion that is accepted by this'),
  })
  .refine((input) => input.parentId !== undefined || input.branchId !== undefined, {
    path: ['parentId'],
    message: 'Say where the node goes: `parentId`, `branchId`, or both.',
  })

/**
 * A new node at the end of a branch, or under any node, with the facts that it asserts. With both `parentId` and
 * `branchId` it is a CONFLICT when the branch's head is another node by now.
 */
export function createNode(ctx: EditContext, input: z.infer<typeof createNodeInput>): Promise<NodeWithFactsView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'createNode',
    plan: async (tx) => {
      const branches = input.branchId === undefined ? [] : await loadBranches(tx, { id: input.branchId })
      if (input.branchId !== undefined && branches.length === 0)
        throw new AppError('NOT_FOUND', 'There is no such branch.', { details: { branchId: input.branchId } })
      const parentId = input.parentId ?? branches[0]?.headNodeId ?? ''
      const nodes = [
        ...(await loadOutline(tx, lastChildrenOf(tx, parentId))),
        ...(await loadNodes(tx, withIds([parentId]))),
      ]
      const draft = { ...input, parentId, metadata: asJson(input.metadata) }
      const changes = planCreateNode(storyOf(tx, { nodes, branches }), draft, rowIds(tx))
      if (input.suggestionId !== undefined) await acceptSuggestion(tx, input.suggestionId, changes[0]?.id ?? '')
      return { changes, summary: `Created ${quoted(input.title)}` }
    },
    show: (tx, { changes }) => showNode(tx, changes[0]?.id ?? ''),
  })
}
