import { z } from 'zod'
import type { EditContext } from './edit-timeline.ts'
import { declineSuggestion } from './decide-suggestion.ts'
import { lockTimeline } from './lock-timeline.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'

export const rejectSuggestionInput = z.strictObject({ ...timelineIdInput, suggestionId: idInput })
export const rejectSuggestionOutput = z.object({ id: z.string(), status: z.literal('rejected') })

/**
 * Turns a suggestion down; the model is told, so that it does not come back. No edit of the story: nothing to undo.
 * NOT_FOUND when it is not of this story; CONFLICT when it was accepted.
 */
export function rejectSuggestion(
  ctx: EditContext,
  input: z.infer<typeof rejectSuggestionInput>,
): Promise<z.infer<typeof rejectSuggestionOutput>> {
  return ctx.transact(async ({ db }) => {
    const { id: timelineId } = await lockTimeline({ db, actor: ctx.actor }, input.timelineId)
    await declineSuggestion({ db, timelineId, at: ctx.clock.now() }, input.suggestionId)
    return { id: input.suggestionId, status: 'rejected' }
  })
}
