import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import type { StoryOptions } from './ai-inputs.ts'
import { ghostSplit } from './answers/ghost-split.ts'
import {
  type RawSuggest,
  type SuggestAnswer,
  type SuggestTerms,
  rawSuggest,
  suggestMistakes,
  toPartialSuggest,
  toSuggestAnswer,
} from './answers/suggest-answer.ts'
import { type StoryAsk, assembleStory } from './context/assemble-story.ts'
import { profileOf } from './context/load-source.ts'
import type { StorySource } from './context/story-source.ts'
import { prompts } from './prompts/registry.ts'
import type { Task } from './run-task.ts'
import { taskOf } from './task-of.ts'

/** Fields of every procedure that suggests. */
export const suggestFields = {
  count: z.int().min(1).max(20).default(5).describe('Ghost nodes to suggest'),
  explorationRatio: z.number().min(0).max(1).optional().describe("Part of them that explore; else the profile's"),
}

export interface SuggestOptions extends StoryOptions {
  count: number
  explorationRatio?: number | undefined
}

export type SuggestTask = Task<RawSuggest, SuggestAnswer> & {
  toPartial(value: unknown): Pick<SuggestAnswer, 'ghostNodes'>
}

const tokensPerGhost = 700
/** For improvements of the current node, and for models that think before they write. */
const tokensBeside = 5_000

/** Asks for the next nodes of a story: exactly so many of either kind. */
export async function suggestTask(
  ctx: AiContext,
  { source, options }: { source: StorySource; options: SuggestOptions },
  signal?: AbortSignal,
): Promise<SuggestTask> {
  const { ask, terms } = await suggestAsk(ctx, source, options)
  const assembled = await assembleStory(ctx, ask, signal)
  return {
    ...taskOf(assembled, {
      procedure: 'ai.suggest',
      prompt: prompts.suggest,
      source,
      options,
      signal,
      name: 'suggestions',
      schema: rawSuggest(terms.counts),
      mistakes: (raw) => suggestMistakes(raw, terms),
      toAnswer: (raw) => toSuggestAnswer(raw, terms),
    }),
    toPartial: (value) => toPartialSuggest(value, terms.counts),
  }
}

/** What is asked, and what the answer is measured by. */
export async function suggestAsk(
  ctx: AiContext,
  source: StorySource,
  options: SuggestOptions,
): Promise<{ ask: StoryAsk; terms: SuggestTerms }> {
  const profile = await profileOf(ctx, options.creatorProfile)
  const counts = ghostSplit(options.count, options.explorationRatio ?? profile.explorationRatio)
  const terms = { counts, content: source.path.at(-1)?.content ?? '', rejected: source.rejected }
  const wanted = Object.entries(counts).filter(([, count]) => count > 0)
  const ask = {
    source,
    options,
    profile,
    prompt: prompts.suggest,
    request: { nextNodes: Object.fromEntries(wanted) },
    schema: rawSuggest(counts),
    outputTokens: tokensBeside + options.count * tokensPerGhost,
  }
  return { ask, terms }
}
