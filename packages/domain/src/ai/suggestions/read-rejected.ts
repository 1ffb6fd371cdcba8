import { z } from 'zod'
import { requireUserId } from '../../context.ts'
import type { AiContext } from '../ai-context.ts'
import type { RejectedPart } from '../prompts/story-sections.ts'

export type SuggestionKind = 'ghost' | 'inline' | 'expansion' | 'merge'

const proposal = z.object({ title: z.string().optional(), content: z.string() })
const inline = z.object({ original: z.string(), replacement: z.string() })

/** What the author of a stored story has turned down of these kinds, the latest first, as prompts and comparisons take it. */
export async function readRejected(
  ctx: Pick<AiContext, 'db' | 'actor' | 'config'>,
  timelineId: string,
  kinds: readonly SuggestionKind[],
): Promise<RejectedPart[]> {
  const rows = await ctx.db.suggestion.findMany({
    where: { timelineId, timeline: { userId: requireUserId(ctx) }, status: 'rejected', kind: { in: [...kinds] } },
    orderBy: { id: 'desc' },
    take: ctx.config.ai.rejectedMax,
    select: { content: true },
  })
  return rows.flatMap(({ content }): RejectedPart[] => {
    const replaced = inline.safeParse(content).data
    if (replaced) return [{ title: replaced.original, content: replaced.replacement }]
    const { title, content: text } = proposal.safeParse(content).data ?? {}
    if (text === undefined) return []
    return [title === undefined ? { content: text } : { title, content: text }]
  })
}
