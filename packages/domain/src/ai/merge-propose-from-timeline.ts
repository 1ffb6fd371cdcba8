import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { timelineFields } from './ai-inputs.ts'
import { mergeSourceOfTimeline } from './context/merge-source.ts'
import { mergeProposeOutput } from './merge-propose.ts'
import { mergeTask } from './merge-task.ts'
import { runTask } from './run-task.ts'
import { keepSuggestions } from './suggestions/keep-suggestions.ts'
import { suggestionIdField } from './suggestions/suggestion-id-field.ts'

const { nodeId: id, ...fields } = timelineFields

export const mergeProposeFromTimelineInput = z.strictObject({
  ...fields,
  fromBranchId: id.describe('The branch that is merged'),
  intoBranchId: id.describe('The branch that it goes into; `left` in the answer'),
})
export const mergeProposeFromTimelineOutput = mergeProposeOutput.extend(suggestionIdField)
export type MergeProposeFromTimelineOutput = z.infer<typeof mergeProposeFromTimelineOutput>

/**
 * Proposes how a branch of a stored story could be merged into another, from what these two hold. The proposal is kept
 * as a suggestion at the head of the branch that grows; `timelines.mergeBranches` writes what the author then decides.
 */
export function mergeProposeFromTimeline(
  ctx: AiContext,
  input: z.infer<typeof mergeProposeFromTimelineInput>,
  hungUp?: AbortSignal,
): Promise<MergeProposeFromTimelineOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.mergeProposeFromTimeline', input, signal: hungUp }, async (signal) => {
    const { source, nodeId } = await mergeSourceOfTimeline(ctx, input)
    const { answer, callId } = await runTask(ctx, await mergeTask(ctx, { source, options: input }, signal))
    const { usage, promptVersion: _, node, ...proposed } = answer
    const [suggestionId = ''] = await keepSuggestions(ctx, { timelineId: input.timelineId, nodeId, callId, usage }, [
      { kind: 'merge', content: { ...node, ...proposed } },
    ])
    return { ...answer, suggestionId }
  })
}
