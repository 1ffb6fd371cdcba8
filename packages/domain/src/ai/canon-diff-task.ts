import type { AiContext } from './ai-context.ts'
import type { StoryOptions } from './ai-inputs.ts'
import {
  type CanonDiffAnswer,
  type RawCanonDiff,
  rawCanonDiff,
  toCanonDiffAnswer,
} from './answers/canon-diff-answer.ts'
import { assembleStory } from './context/assemble-story.ts'
import { profileOf } from './context/load-source.ts'
import type { StorySource } from './context/story-source.ts'
import { prompts } from './prompts/registry.ts'
import type { Task } from './run-task.ts'
import { taskOf } from './task-of.ts'

/** A long text states some hundred facts. */
const outputTokens = 10_000

/** Asks what a text states, and where it contradicts a canon. Of the path only the text itself is sent. */
export async function canonDiffTask(
  ctx: AiContext,
  { source, options }: { source: StorySource; options: StoryOptions },
  signal?: AbortSignal,
): Promise<Task<RawCanonDiff, CanonDiffAnswer>> {
  const text = source.path.slice(-1)
  const assembled = await assembleStory(
    ctx,
    {
      source: { ...source, path: text, rejected: [] },
      options,
      profile: await profileOf(ctx, options.creatorProfile),
      prompt: prompts.canonDiff,
      request: { read: 'the node of path' },
      schema: rawCanonDiff,
      outputTokens,
    },
    signal,
  )
  return taskOf(assembled, {
    procedure: 'ai.canonDiff',
    prompt: prompts.canonDiff,
    source,
    options,
    signal,
    name: 'facts',
    schema: rawCanonDiff,
    toAnswer: (raw) => toCanonDiffAnswer(raw, { content: text[0]?.content ?? '', canon: source.canon }),
  })
}
