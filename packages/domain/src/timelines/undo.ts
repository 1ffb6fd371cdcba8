import { z } from 'zod'
import type { EditContext } from './edit-timeline.ts'
import type { RevisionView } from './revision-view.ts'
import { revisionIn, stepRevision } from './step-revision.ts'
import { timelineIdInput } from './story-inputs.ts'

export const undoInput = z.strictObject(timelineIdInput)

/** Takes back the last edit of a story that is in effect. CONFLICT when there is none, or the trash was purged since. */
export function undo(ctx: EditContext, input: z.infer<typeof undoInput>): Promise<RevisionView> {
  return stepRevision(ctx, input.timelineId, {
    to: 'undone',
    find: (tx) => revisionIn(tx, 'applied'),
    nothing: 'There is nothing to undo.',
  })
}
