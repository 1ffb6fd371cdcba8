import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { timelineFields } from './ai-inputs.ts'
import { rewrite } from './answers/expand-answer.ts'
import { sourceOfTimeline } from './context/load-source.ts'
import { expandTask } from './expand-task.ts'
import { meteredFields } from './metered-answer.ts'
import { runTask } from './run-task.ts'
import { keepSuggestions } from './suggestions/keep-suggestions.ts'
import { suggestionIdField } from './suggestions/suggestion-id-field.ts'

export const expandFromTimelineInput = z.strictObject(timelineFields)
export const expandFromTimelineOutput = z.object({
  content: z.string(),
  ...suggestionIdField,
  alternatives: z.array(rewrite.extend(suggestionIdField)),
  ...meteredFields,
})
export type ExpandFromTimelineOutput = z.infer<typeof expandFromTimelineOutput>

/**
 * Writes a node of a stored story out in full, and in three other ways. Each text is kept as a suggestion; the story
 * itself is not touched.
 */
export function expandFromTimeline(
  ctx: AiContext,
  input: z.infer<typeof expandFromTimelineInput>,
  hungUp?: AbortSignal,
): Promise<ExpandFromTimelineOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.expandFromTimeline', input, signal: hungUp }, async (signal) => {
    const source = await sourceOfTimeline(ctx, input, ['expansion'])
    const { answer, callId } = await runTask(ctx, await expandTask(ctx, { source, options: input }, signal))
    const texts = [{ kind: 'expanded', content: answer.content }, ...answer.alternatives]
    const [suggestionId = '', ...ids] = await keepSuggestions(
      ctx,
      { ...input, callId, usage: answer.usage },
      texts.map((content) => ({ kind: 'expansion', content })),
    )
    return {
      ...answer,
      suggestionId,
      alternatives: answer.alternatives.map((one, index) => ({ suggestionId: ids[index] as string, ...one })),
    }
  })
}
