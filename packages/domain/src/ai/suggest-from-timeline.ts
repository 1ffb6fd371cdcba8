import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { timelineFields } from './ai-inputs.ts'
import { ghostNode } from './answers/suggest-answer.ts'
import { inlineSuggestion } from './answers/inline-suggestions.ts'
import { sourceOfTimeline } from './context/load-source.ts'
import { meteredFields } from './metered-answer.ts'
import { runTask } from './run-task.ts'
import { keepSuggestions } from './suggestions/keep-suggestions.ts'
import { suggestionIdField } from './suggestions/suggestion-id-field.ts'
import { suggestFields, suggestTask } from './suggest-task.ts'

export const suggestFromTimelineInput = z.strictObject({ ...timelineFields, ...suggestFields })
export const suggestFromTimelineOutput = z.object({
  ghostNodes: z.array(ghostNode.extend(suggestionIdField)),
  inlineSuggestions: z.array(inlineSuggestion.extend(suggestionIdField)),
  ...meteredFields,
})
export type SuggestFromTimelineOutput = z.infer<typeof suggestFromTimelineOutput>

/**
 * Proposes the next nodes at a node of a stored story, from its active path alone. What is shown is kept as suggestions;
 * what was rejected before does not come back. The story itself is not touched.
 */
export function suggestFromTimeline(
  ctx: AiContext,
  input: z.infer<typeof suggestFromTimelineInput>,
  hungUp?: AbortSignal,
): Promise<SuggestFromTimelineOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.suggestFromTimeline', input, signal: hungUp }, async (signal) => {
    const source = await sourceOfTimeline(ctx, input, ['ghost', 'inline'])
    const { answer, callId } = await runTask(ctx, await suggestTask(ctx, { source, options: input }, signal))
    const { ghostNodes, inlineSuggestions } = answer
    const ids = await keepSuggestions(ctx, { ...input, callId, usage: answer.usage }, [
      ...ghostNodes.map((content) => ({ kind: 'ghost' as const, content })),
      ...inlineSuggestions.map((content) => ({ kind: 'inline' as const, content })),
    ])
    const idOf = (index: number): string => ids[index] as string
    return {
      ...answer,
      ghostNodes: ghostNodes.map((ghost, index) => ({ suggestionId: idOf(index), ...ghost })),
      inlineSuggestions: inlineSuggestions.map((inline, index) => ({
        suggestionId: idOf(ghostNodes.length + index),
        ...inline,
      })),
    }
  })
}
