import { addMs, dayMs, newId } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import type { AiContext } from '../ai-context.ts'
import type { CallUsage } from '../call/call-types.ts'
import type { SuggestionKind } from './read-rejected.ts'
import { shareCost } from './share-cost.ts'

/** Where and by which call something was proposed. */
export interface Proposal {
  timelineId: string
  nodeId: string
  callId: string
  usage: CallUsage
}

export interface ShownProposal {
  kind: SuggestionKind
  content: object
}

/**
 * Keeps what is shown of a call's answer, each with an equal share of its cost, to be accepted or rejected for a while.
 * The story is not touched. Returns their ids, in the same order. The caller has checked whose timeline it is.
 */
export async function keepSuggestions(
  ctx: Pick<AiContext, 'db' | 'clock' | 'config'>,
  { timelineId, nodeId, callId, usage }: Proposal,
  shown: readonly ShownProposal[],
): Promise<string[]> {
  const createdAt = ctx.clock.now()
  const expiresAt = addMs(createdAt, ctx.config.ai.suggestionDays * dayMs)
  const shares = shareCost(usage.costMicroUsd, shown.length)
  const rows = shown.map(({ kind, content }, index) => ({
    id: newId('suggestion', createdAt.getTime()),
    timelineId,
    nodeId,
    kind,
    content: content as Prisma.InputJsonObject,
    provider: usage.provider,
    model: usage.model,
    costMicroUsd: BigInt(shares[index] ?? 0),
    callId,
    createdAt,
    expiresAt,
  }))
  if (rows.length > 0) await ctx.db.suggestion.createMany({ data: rows })
  return rows.map(({ id }) => id)
}
