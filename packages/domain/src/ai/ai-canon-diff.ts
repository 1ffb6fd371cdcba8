import { nodeContentMax, nodeTitleMax } from '@cronicl/core'
import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { canonInput, statelessFields } from './ai-inputs.ts'
import { type CanonDiffAnswer, canonDiffAnswer } from './answers/canon-diff-answer.ts'
import { canonDiffTask } from './canon-diff-task.ts'
import { sourceOfInput } from './context/load-source.ts'
import { type Metered, meteredFields } from './metered-answer.ts'
import { runTask } from './run-task.ts'

const { activePath: _path, rejected: _rejected, ...fields } = statelessFields

export const aiCanonDiffInput = z.strictObject({
  ...fields,
  title: z.string().max(nodeTitleMax).default(''),
  content: z.string().max(nodeContentMax).describe('The text to read'),
  branchCanon: canonInput.default([]).describe('What held before it'),
})
export const aiCanonDiffOutput = z.object({ ...canonDiffAnswer.shape, ...meteredFields })
export type AiCanonDiffOutput = CanonDiffAnswer & Metered

/**
 * What a text states, as facts with their places in it; what asserting them would change in the given canon, and what
 * contradicts it. Nothing is written but the ledger.
 */
export function aiCanonDiff(
  ctx: AiContext,
  input: z.infer<typeof aiCanonDiffInput>,
  hungUp?: AbortSignal,
): Promise<AiCanonDiffOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.canonDiff', input, signal: hungUp }, async (signal) => {
    const activePath = [{ title: input.title, content: input.content }]
    const source = sourceOfInput({ ...input, activePath, rejected: undefined })
    const { answer } = await runTask(ctx, await canonDiffTask(ctx, { source, options: input }, signal))
    return answer
  })
}
