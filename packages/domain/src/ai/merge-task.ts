import type { AiContext } from './ai-context.ts'
import type { StoryOptions } from './ai-inputs.ts'
import {
  type MergeAnswer,
  type RawMerge,
  conflictParts,
  mergeMistakes,
  rawMerge,
  toMergeAnswer,
} from './answers/merge-answer.ts'
import { isSameProposal } from './answers/same-proposal.ts'
import { assembleMerge } from './context/assemble-merge.ts'
import { profileOf } from './context/load-source.ts'
import type { MergeSource } from './context/merge-source.ts'
import { prompts } from './prompts/registry.ts'
import type { Task } from './run-task.ts'
import { taskOf } from './task-of.ts'

/** A scene, up to fifty resolutions, and room for models that think before they write. */
const outputTokens = 12_000

/** Asks for a node that joins two branches, and for choices in their conflicts; everything else is worked out here. */
export async function mergeTask(
  ctx: AiContext,
  { source, options }: { source: MergeSource; options: StoryOptions },
  signal?: AbortSignal,
): Promise<Task<RawMerge, MergeAnswer>> {
  const conflicts = conflictParts(source.canons)
  const schema = rawMerge(conflicts)
  const profile = await profileOf(ctx, options.creatorProfile)
  const ask = { source, options, profile, conflicts, schema, outputTokens }
  const assembled = await assembleMerge(ctx, ask, signal)
  return taskOf(assembled, {
    procedure: 'ai.mergePropose',
    prompt: prompts.mergePropose,
    source,
    options,
    signal,
    name: 'merge',
    schema,
    mistakes: (raw) => [
      ...mergeMistakes(raw),
      ...(source.rejected.some((earlier) => isSameProposal(earlier, raw.node))
        ? ['node has been rejected before: propose something else.']
        : []),
    ],
    toAnswer: (raw) => toMergeAnswer(raw, source.canons),
  })
}
