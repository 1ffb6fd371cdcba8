import { AppError, validationError } from '@cronicl/core'
import { type ChosenModel, countTokens, truncateToTokens } from '@cronicl/providers'
import { z } from 'zod'
import type { AiContext } from '../ai-context.ts'
import type { CallUsage } from '../call/call-types.ts'
import { callStructured } from '../call/call-structured.ts'
import { promptVersion, toMessages } from '../prompts/prompt.ts'
import { prompts } from '../prompts/registry.ts'
import type { NodePart, SummaryPart } from '../prompts/story-sections.ts'
import { type ContextLimits, summaryOutputTokens } from './context-limits.ts'
import { pathHashes } from './path-hashes.ts'
import { findSummaries, keepSummary } from './path-summary-cache.ts'

/** The beginning of a path that is to be summarised. */
export interface Prefix {
  /** The stored story whose cache may be used; null when the path came with the request. */
  timelineId: string | null
  path: readonly NodePart[]
  /** Of each node of the path. */
  tokens: readonly number[]
  /** Where its pieces end (exclusive), rising. The last is where the prefix ends. */
  ends: readonly number[]
  /** What came before the path's first node, when that is not the root; summaries of other beginnings do not meet. */
  origin?: string
}

export interface SummaryTerms {
  model: ChosenModel
  limits: ContextLimits
  signal?: AbortSignal | undefined
}

export interface PrefixSummary {
  summary: SummaryPart
  /** Of each call that it took. */
  usage: CallUsage[]
  /** Whether it took none. */
  cached: boolean
}

const answer = z.object({ summary: z.string() })

/**
 * A summary of a path's beginning. It is made piece by piece from the root, each call summarising the summary before it
 * and as many pieces as fit into one call; what is in the cache of a stored story is not made again, and what is made is
 * kept there at once. Two who do the same at once both pay, and one of their summaries stays.
 */
export async function summarizePrefix(ctx: AiContext, prefix: Prefix, terms: SummaryTerms): Promise<PrefixSummary> {
  const hashes = pathHashes(prefix.path, prefix.origin)
  const known = await longestKnown(ctx, prefix, hashes)
  const usage: CallUsage[] = []
  let [from, text] = known === null ? [0, null] : [known.end, known.summary]
  for (const end of groupEnds(prefix, from, terms.limits.summarizedTokens)) {
    const made = await summarizeNodes(ctx, { prefix, previous: text, from, end }, terms)
    usage.push(made.usage)
    text = made.text
    from = end
    if (prefix.timelineId !== null)
      await keepSummary(ctx, {
        timelineId: prefix.timelineId,
        prompt: promptVersion(prompts.summarize),
        hash: hashes[end - 1] as string,
        summary: text,
        nodeCount: end,
        tokens: countTokens(text),
      })
  }
  return { summary: { text: text ?? '', nodeCount: from }, usage, cached: usage.length === 0 }
}

/** The summary of the whole prefix when it is in the cache, else null; calls no model. */
export async function cachedSummary(ctx: Pick<AiContext, 'db' | 'actor'>, prefix: Prefix): Promise<SummaryPart | null> {
  const known = await longestKnown(ctx, prefix, pathHashes(prefix.path, prefix.origin))
  return known !== null && known.end === prefix.ends.at(-1) ? { text: known.summary, nodeCount: known.end } : null
}

async function longestKnown(
  ctx: Pick<AiContext, 'db' | 'actor'>,
  { timelineId, ends }: Prefix,
  hashes: readonly string[],
): Promise<{ end: number; summary: string } | null> {
  if (timelineId === null || ends.length === 0) return null
  const endOf = new Map(ends.map((end) => [hashes[end - 1] as string, end]))
  const rows = await findSummaries(ctx, {
    timelineId,
    prompt: promptVersion(prompts.summarize),
    hashes: [...endOf.keys()],
  })
  return rows
    .map(({ hash, summary }) => ({ end: endOf.get(hash) ?? 0, summary }))
    .reduce<{ end: number; summary: string } | null>((best, row) => (best && best.end > row.end ? best : row), null)
}

/** Where each call's nodes end: as many pieces as `most` tokens hold, and one at least. */
export function groupEnds({ tokens, ends }: Pick<Prefix, 'tokens' | 'ends'>, from: number, most: number): number[] {
  const groups: number[] = []
  let [start, last] = [from, from]
  const size = (end: number): number => tokens.slice(start, end).reduce((sum, count) => sum + count, 0)
  for (const end of ends.filter((one) => one > from)) {
    if (last > start && size(end) > most) {
      groups.push(last)
      start = last
    }
    last = end
  }
  return last > start ? [...groups, last] : groups
}

interface Piece {
  prefix: Prefix
  previous: string | null
  from: number
  end: number
}

async function summarizeNodes(
  ctx: AiContext,
  { prefix, previous, from, end }: Piece,
  { model, limits, signal }: SummaryTerms,
): Promise<{ text: string; usage: CallUsage }> {
  const maxOutputTokens = Math.min(model.model.maxOutputTokens, summaryOutputTokens(limits.summaryTokens))
  const size = prefix.tokens.slice(from, end).reduce((sum, count) => sum + count, 0)
  if (size + limits.summaryTokens + maxOutputTokens > model.model.contextTokens)
    throw validationError([{ path: ['model'], message: 'A node of this path is too long for this model to read.' }])
  const { value, usage } = await callStructured(ctx, {
    procedure: 'ai.summarizePath',
    timelineId: prefix.timelineId,
    model,
    messages: toMessages(
      prompts.summarize.build({
        previous,
        nodes: prefix.path.slice(from, end),
        // About three words for four tokens, and something to spare.
        wordsMax: Math.floor(limits.summaryTokens * 0.6),
      }),
    ),
    maxOutputTokens,
    signal,
    name: 'summary',
    schema: answer,
    mistakes: ({ summary }) => (summary.trim() === '' ? ['summary is empty.'] : []),
  })
  if (value.summary.trim() === '') throw new AppError('UPSTREAM_ERROR', 'The model gave an empty summary.')
  return { text: fit(value.summary.trim(), limits.summaryTokens, model), usage }
}

/** Cut to so many tokens of the model, which counts others than ours. */
function fit(text: string, most: number, { model }: ChosenModel): string {
  const tokens = countTokens(text, model)
  return tokens <= most ? text : truncateToTokens(text, Math.floor((countTokens(text) * most) / tokens))
}
