import type { AiContext } from './ai-context.ts'
import type { StoryOptions } from './ai-inputs.ts'
import {
  type ExpandAnswer,
  type RawExpand,
  expandMistakes,
  rawExpand,
  toExpandAnswer,
  toPartialExpand,
} from './answers/expand-answer.ts'
import { type StoryAsk, assembleStory } from './context/assemble-story.ts'
import { profileOf } from './context/load-source.ts'
import type { StorySource } from './context/story-source.ts'
import { prompts } from './prompts/registry.ts'
import type { Task } from './run-task.ts'
import { taskOf } from './task-of.ts'

export type ExpandTask = Task<RawExpand, ExpandAnswer> & { toPartial(value: unknown): ExpandAnswer }

/** Four texts of a scene's length, and room for models that think before they write. */
const outputTokens = 12_000

/** Asks for the current node of a story written in other ways. */
export async function expandTask(
  ctx: AiContext,
  { source, options }: { source: StorySource; options: StoryOptions },
  signal?: AbortSignal,
): Promise<ExpandTask> {
  const ask = await expandAsk(ctx, source, options)
  const assembled = await assembleStory(ctx, ask, signal)
  return {
    ...taskOf(assembled, {
      procedure: 'ai.expand',
      prompt: prompts.expand,
      source,
      options,
      signal,
      name: 'rewrites',
      schema: rawExpand,
      mistakes: (raw) => expandMistakes(raw, source.rejected),
      toAnswer: toExpandAnswer,
    }),
    toPartial: toPartialExpand,
  }
}

export async function expandAsk(ctx: AiContext, source: StorySource, options: StoryOptions): Promise<StoryAsk> {
  const profile = await profileOf(ctx, options.creatorProfile)
  return {
    source,
    options,
    profile,
    prompt: prompts.expand,
    request: { rewrite: 'the last node of path' },
    schema: rawExpand,
    outputTokens,
  }
}
