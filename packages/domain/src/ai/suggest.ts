import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { statelessFields } from './ai-inputs.ts'
import { type SuggestAnswer, ghostNode, suggestAnswer } from './answers/suggest-answer.ts'
import { sourceOfInput } from './context/load-source.ts'
import { type Metered, meteredFields } from './metered-answer.ts'
import { runTask, streamTask } from './run-task.ts'
import { type AnswerEvent, answerEvent, streamAnswer } from './stream-answer.ts'
import { suggestFields, suggestTask } from './suggest-task.ts'

export const suggestInput = z.strictObject({ ...statelessFields, ...suggestFields })
export const suggestOutput = z.object({ ...suggestAnswer.shape, ...meteredFields })
export type SuggestOutput = SuggestAnswer & Metered

/**
 * Proposes the next nodes of the story in the request, and small improvements of the current one. Exactly `count` ghost
 * nodes, of which round(count × ratio) explore. Nothing is written but the ledger. UPSTREAM_ERROR when the model cannot
 * be brought to answer in form, UPSTREAM_REFUSED when it will not answer.
 */
export function suggest(
  ctx: AiContext,
  input: z.infer<typeof suggestInput>,
  hungUp?: AbortSignal,
): Promise<SuggestOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.suggest', input, signal: hungUp }, async (signal) => {
    const { answer } = await runTask(
      ctx,
      await suggestTask(ctx, { source: sourceOfInput(input), options: input }, signal),
    )
    return answer
  })
}

const partialSuggest = z.object({ type: z.literal('partial'), value: z.object({ ghostNodes: z.array(ghostNode) }) })
type PartialSuggest = z.infer<typeof partialSuggest>
export const suggestEvent = answerEvent(partialSuggest, suggestOutput)

/** The same as a stream: the ghost nodes that can be read so far, the last perhaps unfinished, then the whole answer. */
export function suggestStream(
  ctx: AiContext,
  input: z.infer<typeof suggestInput>,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent<PartialSuggest, SuggestOutput>, void> {
  return streamAnswer<PartialSuggest, SuggestOutput>(
    (tell, aborted) =>
      answerInputOnce(ctx, { procedure: 'ai.suggest', input }, async () => {
        const task = await suggestTask(ctx, { source: sourceOfInput(input), options: input }, aborted)
        const { answer } = await streamTask(ctx, task, (value) => tell({ type: 'partial', value }))
        return answer
      }),
    signal,
  )
}
