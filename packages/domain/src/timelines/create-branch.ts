import { planCreateBranch } from '@cronicl/core'
import { z } from 'zod'
import type { BranchView } from './branch-view.ts'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadBranches, loadOutline, storyOf, withIds } from './load-story.ts'
import { rowIds } from './row-ids.ts'
import { showBranch } from './show-rows.ts'
import { branchNameInput, idInput, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const createBranchInput = z.strictObject({
  ...timelineIdInput,
  name: branchNameInput,
  nodeId: idInput.describe('Where its head stands'),
})

/** A new name for a node; nothing is copied. CONFLICT when the name is taken, also in other case. */
export function createBranch(ctx: EditContext, input: z.infer<typeof createBranchInput>): Promise<BranchView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'createBranch',
    plan: async (tx) => {
      const story = storyOf(tx, {
        nodes: await loadOutline(tx, withIds([input.nodeId])),
        branches: await loadBranches(tx),
      })
      const changes = planCreateBranch(story, { name: input.name, headNodeId: input.nodeId }, rowIds(tx))
      return { changes, summary: `Created the branch ${quoted(input.name)}` }
    },
    show: (tx, { changes }) => showBranch(tx, changes[0]?.id ?? ''),
  })
}
