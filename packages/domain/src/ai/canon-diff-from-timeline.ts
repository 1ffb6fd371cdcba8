import { nodeContentMax } from '@cronicl/core'
import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { timelineFields } from './ai-inputs.ts'
import { type AiCanonDiffOutput, aiCanonDiffOutput } from './ai-canon-diff.ts'
import { canonDiffTask } from './canon-diff-task.ts'
import { sourceOfTimeline } from './context/load-source.ts'
import { runTask } from './run-task.ts'

const { rejected: _rejected, ...fields } = timelineFields

export const canonDiffFromTimelineInput = z.strictObject({
  ...fields,
  content: z.string().max(nodeContentMax).optional().describe("A draft to read in place of the node's content"),
})
export const canonDiffFromTimelineOutput = aiCanonDiffOutput

/**
 * What a node of a stored story states, compared with the canon at that node, its own facts included: what is left are
 * facts that nobody has asserted yet. Nothing is written but the ledger.
 */
export function canonDiffFromTimeline(
  ctx: AiContext,
  input: z.infer<typeof canonDiffFromTimelineInput>,
  hungUp?: AbortSignal,
): Promise<AiCanonDiffOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.canonDiffFromTimeline', input, signal: hungUp }, async (signal) => {
    const stored = await sourceOfTimeline(ctx, { ...input, rejected: undefined }, [])
    const path = stored.path.slice(-1).map((node) => ({ ...node, content: input.content ?? node.content }))
    const { answer } = await runTask(
      ctx,
      await canonDiffTask(ctx, { source: { ...stored, path }, options: input }, signal),
    )
    return answer
  })
}
