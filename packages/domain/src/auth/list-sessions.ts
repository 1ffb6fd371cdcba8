import { pageInput, type Page, toPage } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'

export const listSessionsInput = z.strictObject(pageInput)

export const sessionView = z.object({
  id: z.string(),
  userAgent: z.string().describe('The device, as it last named itself'),
  address: z.string().describe('From where it was last used'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  current: z.boolean().describe('Whether this request belongs to it'),
})
export type SessionView = z.infer<typeof sessionView>
export const listSessionsOutput = z.object({ items: z.array(sessionView), nextCursor: z.string().nullable() })

const sessionColumns = {
  id: true,
  userAgent: true,
  address: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
} satisfies Prisma.SessionSelect

/** The user's sessions that have not ended, newest first. @throws AppError `UNAUTHORIZED` */
export async function listSessions(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  input: z.output<typeof listSessionsInput>,
): Promise<Page<SessionView>> {
  const userId = requireUserId(ctx)
  const { actor } = ctx
  const rows = await ctx.db.session.findMany({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: ctx.clock.now() },
      ...(input.cursor === undefined ? {} : { id: { lt: input.cursor } }),
    },
    select: sessionColumns,
    orderBy: { id: 'desc' },
    take: input.limit + 1,
  })
  const items = rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    current: actor.type === 'user' && actor.sessionId === row.id,
  }))
  return toPage(items, input.limit)
}
