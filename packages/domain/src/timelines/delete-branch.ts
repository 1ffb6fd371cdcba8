import { planDeleteBranch } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadBranches, storyOf } from './load-story.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const deleteBranchInput = z.strictObject({ ...timelineIdInput, branchId: idInput })
export const deleteBranchOutput = z.object({ id: z.string() })

/** Takes a name away; the nodes stay. Not `main`. */
export function deleteBranch(ctx: EditContext, input: z.infer<typeof deleteBranchInput>): Promise<{ id: string }> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'deleteBranch',
    plan: async (tx) => {
      const branches = await loadBranches(tx, { id: input.branchId })
      const changes = planDeleteBranch(storyOf(tx, { branches }), input)
      return { changes, summary: `Deleted the branch ${quoted(branches[0]?.name ?? '')}` }
    },
    show: async () => ({ id: input.branchId }),
  })
}
