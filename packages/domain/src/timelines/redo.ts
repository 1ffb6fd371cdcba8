import { z } from 'zod'
import type { EditContext } from './edit-timeline.ts'
import type { RevisionView } from './revision-view.ts'
import { revisionIn, stepRevision } from './step-revision.ts'
import { timelineIdInput } from './story-inputs.ts'

export const redoInput = z.strictObject(timelineIdInput)

/**
 * Does again what was undone last. CONFLICT when nothing was undone, another edit came after, or the trash was purged
 * since.
 */
export function redo(ctx: EditContext, input: z.infer<typeof redoInput>): Promise<RevisionView> {
  return stepRevision(ctx, input.timelineId, {
    to: 'applied',
    // Whatever is undone comes after all that is in effect: the earliest of it was undone last.
    find: async (tx) => revisionIn(tx, 'undone', (await revisionIn(tx, 'applied')) ?? 0),
    nothing: 'There is nothing to redo.',
  })
}
