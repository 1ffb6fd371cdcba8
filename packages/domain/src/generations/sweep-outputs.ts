import { Prisma } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { removeOutputs } from './store-outputs.ts'

const atOnce = 100

/**
 * Removes the outputs in `incoming/` of generations that have ended, or are gone, and whose worker died before it could.
 * For the house's own cleaning. Returns of how many submissions.
 */
export async function sweepOutputs(ctx: Pick<DomainContext, 'db' | 'blobs'>): Promise<number> {
  for (let swept = 0; ; ) {
    const rows = await ctx.db.$queryRaw<{ id: string; userId: string }[]>(Prisma.sql`
      SELECT s.id, s.user_id AS "userId" FROM submissions s LEFT JOIN jobs j ON j.id = s.job_id
      WHERE s.outputs IS NOT NULL AND (j.id IS NULL OR j.status NOT IN ('queued', 'running'))
      ORDER BY s.id LIMIT ${atOnce}`)
    for (const row of rows) await removeOutputs(ctx, row)
    swept += rows.length
    if (rows.length < atOnce) return swept
  }
}
