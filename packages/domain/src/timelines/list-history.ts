import { AppError, type Page, pageInput } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type RevisionView, revisionSelect, revisionView, toRevisionView } from './revision-view.ts'
import { timelineIdInput } from './story-inputs.ts'

export const listHistoryInput = z.strictObject({
  ...timelineIdInput,
  limit: pageInput.limit,
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'Send the `nextCursor` of the page before.')
    .optional()
    .describe('`nextCursor` of the page before'),
})
export const historyPage = z.object({ items: z.array(revisionView), nextCursor: z.string().nullable() })

/** The edits of a story, newest first, with those that were undone. */
export async function listHistory(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof listHistoryInput>,
): Promise<Page<RevisionView>> {
  const { timelineId, limit, cursor } = input
  const own = { id: timelineId, userId: requireUserId(ctx), trashedAt: null }
  if ((await ctx.db.timeline.count({ where: own })) === 0) throw new AppError('NOT_FOUND', 'There is no such timeline.')
  const rows = await ctx.db.revision.findMany({
    where: { timelineId, timeline: own, ...(cursor === undefined ? {} : { number: { lt: Number(cursor) } }) },
    orderBy: { number: 'desc' },
    take: limit + 1,
    select: revisionSelect,
  })
  const items = rows.slice(0, limit).map(toRevisionView)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.number) : null }
}
