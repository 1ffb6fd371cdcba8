import type { Prisma } from '@cronicl/db'
import { z } from 'zod'

export const suggestionStatus = z.enum(['proposed', 'accepted', 'rejected', 'expired'])

/** The columns of a suggestion that its view is made of. */
export const suggestionSelect = {
  id: true,
  timelineId: true,
  nodeId: true,
  kind: true,
  content: true,
  provider: true,
  model: true,
  costMicroUsd: true,
  status: true,
  acceptedNodeId: true,
  createdAt: true,
  expiresAt: true,
  decidedAt: true,
} satisfies Prisma.SuggestionSelect

export type SuggestionRow = Prisma.SuggestionGetPayload<{ select: typeof suggestionSelect }>

/** What AI proposed for a stored story, as everyone sees it. */
export const suggestionView = z.object({
  id: z.string(),
  timelineId: z.string(),
  nodeId: z.string().describe('The node that it was proposed at'),
  kind: z.string().describe('ghost, inline, expansion or merge'),
  content: z.unknown().describe('What was proposed, in the form of the procedure that proposed it'),
  provider: z.string(),
  model: z.string(),
  costMicroUsd: z.int(),
  status: suggestionStatus,
  acceptedNodeId: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedAt: z.string().nullable(),
})
export type SuggestionView = z.infer<typeof suggestionView>

/** A proposal whose time is over has expired, whether or not its row says so yet. */
export function toSuggestionView(row: SuggestionRow, now: Date): SuggestionView {
  return {
    ...row,
    costMicroUsd: Number(row.costMicroUsd),
    status: row.status === 'proposed' && row.expiresAt <= now ? 'expired' : row.status,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }
}
