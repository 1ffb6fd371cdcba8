import { branchNameMax } from '@cronicl/core'
import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { canonInput, pathInput, pathNodesMax, statelessFields } from './ai-inputs.ts'
import { type MergeAnswer, mergeAnswer } from './answers/merge-answer.ts'
import { sourceOfInput } from './context/load-source.ts'
import { type MergeSource, canonOfParts } from './context/merge-source.ts'
import { mergeTask } from './merge-task.ts'
import { type Metered, meteredFields } from './metered-answer.ts'
import { runTask } from './run-task.ts'

const { activePath: _path, branchCanon: _canon, ...fields } = statelessFields

const side = (name: string) =>
  z.strictObject({
    name: z.string().max(branchNameMax).default(name),
    path: pathInput.max(pathNodesMax).describe('The nodes since the fork'),
    canon: canonInput.default([]).describe('What holds at its head'),
  })

export const mergeProposeInput = z.strictObject({
  ...fields,
  base: z
    .strictObject({
      path: pathInput.max(pathNodesMax).default([]).describe('Root to fork point'),
      canon: canonInput.default([]).describe('What holds at the fork point'),
    })
    .default({ path: [], canon: [] })
    .describe('What both branches share'),
  left: side('left').describe('The branch that the merge goes into'),
  right: side('right'),
})
export const mergeProposeOutput = z.object({ ...mergeAnswer.shape, ...meteredFields })
export type MergeProposeOutput = MergeAnswer & Metered

/**
 * Proposes a node that brings two branches together, and the canon that would hold then: the changes of both sides,
 * with the model's choices where they conflict; conflicts that it leaves open are listed. Nothing is written but the ledger.
 */
export function mergePropose(
  ctx: AiContext,
  input: z.infer<typeof mergeProposeInput>,
  hungUp?: AbortSignal,
): Promise<MergeProposeOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.mergePropose', input, signal: hungUp }, async (signal) => {
    const { answer } = await runTask(ctx, await mergeTask(ctx, { source: sourceOf(input), options: input }, signal))
    return answer
  })
}

function sourceOf(input: z.infer<typeof mergeProposeInput>): MergeSource {
  const { base, left, right } = input
  const nodes = (path: typeof base.path) => sourceOfInput({ ...input, activePath: path, branchCanon: [] }).path
  return {
    ...sourceOfInput({ ...input, activePath: base.path, branchCanon: base.canon }),
    left: { name: left.name, path: nodes(left.path) },
    right: { name: right.name, path: nodes(right.path) },
    canons: { base: canonOfParts(base.canon), left: canonOfParts(left.canon), right: canonOfParts(right.canon) },
  }
}
