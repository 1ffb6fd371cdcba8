import type { TextModel } from '@cronicl/providers'
import type { AiConfig } from '../ai-config.ts'

/** How much may be sent, in tokens of the model. */
export interface ContextLimits {
  /** Everything together. */
  budgetTokens: number
  /** The path, as far as it can be compressed. */
  pathTokens: number
  elementTokens: number
  pinnedTokens: number
  summaryTokens: number
  chunkTokens: number
  /** Nodes that one summary is made of, at most. */
  summarizedTokens: number
}

/** Counts are exact or too high, but what a provider adds around messages is not ours to know. */
const marginShare = 0.02
const marginTokens = 256
/** What the instructions of a summary take, and the tags of its blocks. */
const summaryFrameTokens = 1_000

/**
 * What fits: the model's context without its answer, the answer's schema and a margin. Small contexts get smaller
 * summaries and pieces, so that compressing always helps.
 */
export function contextLimits(
  model: Pick<TextModel, 'contextTokens'>,
  answer: { maxOutputTokens: number; schemaTokens: number },
  config: AiConfig,
): ContextLimits {
  const margin = marginTokens + Math.ceil(model.contextTokens * marginShare)
  const fits = (reserved: number): number => Math.max(0, model.contextTokens - reserved - margin)
  const budgetTokens = fits(answer.maxOutputTokens + answer.schemaTokens)
  const summaryTokens = Math.min(config.summaryTokens, Math.floor(budgetTokens / 6))
  const pinnedTokens = Math.floor(budgetTokens * config.elementShare)
  return {
    budgetTokens,
    pathTokens: config.pathTokens,
    elementTokens: Math.min(pinnedTokens, config.elementTokens),
    pinnedTokens,
    summaryTokens,
    chunkTokens: Math.min(config.chunkTokens, Math.floor(budgetTokens / 4)),
    summarizedTokens: Math.min(
      Math.floor(config.pathTokens / 2),
      fits(summaryOutputTokens(summaryTokens) + summaryTokens + summaryFrameTokens),
    ),
  }
}

/** Room for the answer that holds a summary: models that think do so in it. */
export function summaryOutputTokens(summaryTokens: number): number {
  return summaryTokens * 4
}
