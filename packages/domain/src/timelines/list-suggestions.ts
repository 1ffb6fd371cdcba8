import { type Page, pageInput, toPage } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { noSuchTimeline } from './path-ranges.ts'
import {
  type SuggestionView,
  suggestionSelect,
  suggestionStatus,
  suggestionView,
  toSuggestionView,
} from './suggestion-view.ts'

export const listSuggestionsInput = z.strictObject({
  ...pageInput,
  timelineId: z.string().max(64),
  nodeId: z.string().max(64).optional().describe('Only those that were proposed at this node'),
  status: suggestionStatus.optional(),
})
export const suggestionPage = z.object({ items: z.array(suggestionView), nextCursor: z.string().nullable() })

/** What AI proposed for a story, newest first. */
export async function listSuggestions(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  { timelineId, nodeId, status, limit, cursor }: z.infer<typeof listSuggestionsInput>,
): Promise<Page<SuggestionView>> {
  const now = ctx.clock.now()
  const timeline = await ctx.db.timeline.findFirst({
    where: { id: timelineId, userId: requireUserId(ctx), trashedAt: null },
    select: {
      suggestions: {
        where: {
          ...(nodeId === undefined ? {} : { nodeId }),
          ...(status ? withStatus(status, now) : {}),
          ...(cursor === undefined ? {} : { id: { lt: cursor } }),
        },
        orderBy: { id: 'desc' },
        take: limit + 1,
        select: suggestionSelect,
      },
    },
  })
  if (!timeline) throw noSuchTimeline()
  const page = toPage(timeline.suggestions, limit)
  return { items: page.items.map((row) => toSuggestionView(row, now)), nextCursor: page.nextCursor }
}

/** As `toSuggestionView` tells the status. */
function withStatus(status: z.infer<typeof suggestionStatus>, now: Date): Prisma.SuggestionWhereInput {
  if (status === 'proposed') return { status, expiresAt: { gt: now } }
  if (status === 'expired') return { OR: [{ status }, { status: 'proposed', expiresAt: { lte: now } }] }
  return { status }
}
