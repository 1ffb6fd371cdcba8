/** How much of a story is sent, and what is kept of the answers. */
export interface AiConfig {
  /** A path of more tokens is compressed even where the model would take it: large contexts cost money. */
  pathTokens: number
  /** Part of what fits into a request that elements may take, from 0 to 1. */
  elementShare: number
  /** Elements that are not pinned take at most so many tokens, however large the share is. */
  elementTokens: number
  /** Length that a summary of older nodes may have. */
  summaryTokens: number
  /** Older nodes are summarised in pieces that end when they have reached this many tokens. */
  chunkTokens: number
  /** Rejected proposals that a model is told of, the latest. */
  rejectedMax: number
  /** How long a kept suggestion stays open. */
  suggestionDays: number
}

export const defaultAiConfig: AiConfig = {
  pathTokens: 24_000,
  elementShare: 0.15,
  elementTokens: 6_000,
  summaryTokens: 800,
  chunkTokens: 2_500,
  rejectedMax: 30,
  suggestionDays: 30,
}
