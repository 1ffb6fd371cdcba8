import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { activePathInput, idempotencyField, modelFields, timelineFields } from './ai-inputs.ts'
import type { CallUsage } from './call/call-types.ts'
import { chooseModel } from './context/choose-model.ts'
import { contextLimits } from './context/context-limits.ts'
import { chunkEnds } from './context/plan-path.ts'
import { nodeTokens } from './context/plan-story.ts'
import { summarizePrefix } from './context/summarize-prefix.ts'
import { eitherMessage, namesOneStory } from './either-story.ts'
import { type Metered, meteredFields, totalUsage } from './metered-answer.ts'
import { promptVersion } from './prompts/prompt.ts'
import { prompts } from './prompts/registry.ts'
import { getPath } from '../timelines/get-path.ts'

const { seed: _seed, temperature: _temperature, maxOutputTokens: _max, ...choice } = modelFields

export const summarizePathInput = z
  .strictObject({
    ...choice,
    ...idempotencyField,
    activePath: activePathInput.optional(),
    timelineId: timelineFields.timelineId.optional().describe('In place of `activePath`, with `nodeId`'),
    nodeId: timelineFields.nodeId.optional(),
  })
  .refine(namesOneStory, eitherMessage)

export const summarizePathOutput = z.object({
  summary: z.string(),
  nodeCount: z.int().describe('Nodes that it covers: the whole path'),
  cached: z.boolean().describe('Whether it was there already and cost nothing'),
  ...meteredFields,
})
export type SummarizePathOutput = z.infer<typeof summarizePathOutput>

/**
 * A summary of a whole path. Of a stored story it is kept by what its nodes say, as are the summaries of its beginnings
 * that led to it: the next one pays only for what is new. Paths that come with the request are summarised anew.
 */
export function summarizePath(
  ctx: AiContext,
  input: z.infer<typeof summarizePathInput>,
  hungUp?: AbortSignal,
): Promise<SummarizePathOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.summarizePath', input, signal: hungUp }, async (signal) => {
    const { timelineId, path } = await pathOf(ctx, input)
    const terms = chooseModel(ctx, input, 0)
    const limits = contextLimits(terms.model.model, { maxOutputTokens: 0, schemaTokens: 0 }, ctx.config.ai)
    const tokens = nodeTokens(path, terms.count)
    const ends = [...chunkEnds(tokens, limits.chunkTokens), path.length]
    const made = await summarizePrefix(ctx, { timelineId, path, tokens, ends }, { model: terms.model, limits, signal })
    const { text: summary, nodeCount } = made.summary
    const { provider, model } = terms.model
    return { summary, nodeCount, cached: made.cached, ...metered(made.usage, provider.name, model.id) }
  })
}

async function pathOf(
  ctx: Pick<AiContext, 'db' | 'actor'>,
  { activePath, timelineId = '', nodeId = '' }: z.infer<typeof summarizePathInput>,
): Promise<{ timelineId: string | null; path: { title: string; content: string }[] }> {
  if (activePath) return { timelineId: null, path: activePath }
  const { nodes } = await getPath(ctx, { timelineId, nodeId, contents: true })
  return { timelineId, path: nodes.map(({ title, content = '' }) => ({ title, content })) }
}

function metered(usage: readonly CallUsage[], provider: string, model: string): Metered {
  const nothing = { provider, model, tokensIn: 0, tokensOut: 0, tokensCached: 0, costMicroUsd: 0 }
  return {
    usage: totalUsage(usage.at(-1) ?? nothing, usage.slice(0, -1)),
    promptVersion: promptVersion(prompts.summarize),
  }
}
