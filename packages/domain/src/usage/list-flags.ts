import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'

export const listFlagsInput = z.strictObject({
  ...pageInput,
  userId: z.string().max(64).optional(),
  kind: z.string().max(64).optional(),
  resolved: z.boolean().optional().describe('Left out: both'),
})
export const flagView = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.string().describe('quota-share, burst, failures, refusals or keys'),
  day: z.string().describe('In UTC, as in 2026-11-21'),
  details: z.record(z.string(), z.unknown()).describe('What was found, by its kind'),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
  resolvedBy: z.string().nullable(),
})
export type FlagView = z.infer<typeof flagView>
export const flagPage = z.object({ items: z.array(flagView), nextCursor: z.string().nullable() })

interface FlagRow {
  id: string
  userId: string
  kind: string
  day: Date
  details: unknown
  createdAt: Date
  resolvedAt: Date | null
  resolvedBy: string | null
}

/** What was flagged of anybody's use, newest first. For admins. */
export async function listFlags(
  ctx: Pick<DomainContext, 'db'>,
  { limit, cursor, userId, kind, resolved }: z.infer<typeof listFlagsInput>,
): Promise<Page<FlagView>> {
  const rows = await ctx.db.usageFlag.findMany({
    where: {
      ...(cursor ? { id: { lt: cursor } } : {}),
      ...(userId ? { userId } : {}),
      ...(kind ? { kind } : {}),
      ...(resolved === undefined ? {} : { resolvedAt: resolved ? { not: null } : null }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  return toPage(rows.map(toFlagView), limit)
}

export function toFlagView(row: FlagRow): FlagView {
  return {
    id: row.id,
    userId: row.userId,
    kind: row.kind,
    day: row.day.toISOString().slice(0, 10),
    details: row.details as Record<string, unknown>,
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolvedBy: row.resolvedBy,
  }
}
