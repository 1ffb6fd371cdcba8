import { planUpdateBranch } from '@cronicl/core'
import { z } from 'zod'
import type { BranchView } from './branch-view.ts'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadBranches, loadOutline, storyOf, withIds } from './load-story.ts'
import { requireVersion } from './require-version.ts'
import { showBranch } from './show-rows.ts'
import { branchNameInput, idInput, timelineIdInput, versionInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const updateBranchInput = z.strictObject({
  ...timelineIdInput,
  branchId: idInput,
  version: versionInput,
  name: branchNameInput.optional(),
  headNodeId: idInput.optional(),
})

/** Renames a branch or moves its head. `main` keeps its name. CONFLICT with the present branch when it is not what was read. */
export function updateBranch(ctx: EditContext, input: z.infer<typeof updateBranchInput>): Promise<BranchView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'updateBranch',
    plan: async (tx) => {
      const branches = await loadBranches(tx)
      const branch = branches.find((one) => one.id === input.branchId)
      if (branch && branch.version !== input.version) requireVersion(input.version, await showBranch(tx, branch.id))
      const nodes = input.headNodeId === undefined ? [] : await loadOutline(tx, withIds([input.headNodeId]))
      const changes = planUpdateBranch(storyOf(tx, { nodes, branches }), input)
      return { changes, summary: `Changed the branch ${quoted(input.name ?? branch?.name ?? '')}` }
    },
    show: (tx) => showBranch(tx, input.branchId),
  })
}
