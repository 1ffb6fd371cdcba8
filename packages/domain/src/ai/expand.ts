import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { statelessFields } from './ai-inputs.ts'
import { type ExpandAnswer, expandAnswer } from './answers/expand-answer.ts'
import { sourceOfInput } from './context/load-source.ts'
import { expandTask } from './expand-task.ts'
import { type Metered, meteredFields } from './metered-answer.ts'
import { runTask, streamTask } from './run-task.ts'
import { type AnswerEvent, answerEvent, streamAnswer } from './stream-answer.ts'

export const expandInput = z.strictObject(statelessFields)
export const expandOutput = z.object({ ...expandAnswer.shape, ...meteredFields })
export type ExpandOutput = ExpandAnswer & Metered

/** Writes the current node of the story in the request out in full, and in three other ways. Nothing is written but the ledger. */
export function expand(
  ctx: AiContext,
  input: z.infer<typeof expandInput>,
  hungUp?: AbortSignal,
): Promise<ExpandOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.expand', input, signal: hungUp }, async (signal) => {
    const { answer } = await runTask(
      ctx,
      await expandTask(ctx, { source: sourceOfInput(input), options: input }, signal),
    )
    return answer
  })
}

const partialExpand = z.object({ type: z.literal('partial'), value: expandAnswer })
type PartialExpand = z.infer<typeof partialExpand>
export const expandEvent = answerEvent(partialExpand, expandOutput)

/** The same as a stream: the texts that can be read so far, the last perhaps unfinished, then the whole answer. */
export function expandStream(
  ctx: AiContext,
  input: z.infer<typeof expandInput>,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent<PartialExpand, ExpandOutput>, void> {
  return streamAnswer<PartialExpand, ExpandOutput>(
    (tell, aborted) =>
      answerInputOnce(ctx, { procedure: 'ai.expand', input }, async () => {
        const task = await expandTask(ctx, { source: sourceOfInput(input), options: input }, aborted)
        const { answer } = await streamTask(ctx, task, (value) => tell({ type: 'partial', value }))
        return answer
      }),
    signal,
  )
}
