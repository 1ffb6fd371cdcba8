import { nodeContentMax, nodeTitleMax } from '@cronicl/core'
import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { activePathInput, canonInput, statelessFields } from './ai-inputs.ts'
import { type CanonDiffAnswer, canonDiffAnswer } from './answers/canon-diff-answer.ts'
import { canonDiffTask } from './canon-diff-task.ts'
import { sourceOfInput } from './context/load-source.ts'
import { type Metered, meteredFields } from './metered-answer.ts'
import { runTask } from './run-task.ts'

const { rejected: _rejected, ...fields } = statelessFields

export const aiCanonDiffInput = z
  .strictObject({
    ...fields,
    activePath: activePathInput.optional().describe('In place of `content`: its last node is read'),
    title: z.string().max(nodeTitleMax).optional(),
    content: z.string().max(nodeContentMax).optional().describe('The text to read'),
    branchCanon: canonInput.default([]).describe('What held before it'),
  })
  .refine(({ content, activePath }) => content !== undefined || activePath !== undefined, {
    path: ['content'],
    message: 'Send `content`, or `activePath` with the text as its last node.',
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
    const current = input.activePath?.at(-1)
    const activePath = [
      { title: input.title ?? current?.title ?? '', content: input.content ?? current?.content ?? '' },
    ]
    const source = sourceOfInput({ ...input, activePath, rejected: undefined })
    const { answer } = await runTask(ctx, await canonDiffTask(ctx, { source, options: input }, signal))
    return answer
  })
}
