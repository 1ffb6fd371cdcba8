import { AppError, fromBigInt } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { z } from 'zod'
import { inFlightKinds, usageMetrics } from './plans.ts'

/** A limit by its name; `inFlight` has kinds of jobs in place of windows. */
export const limitName = {
  metric: z.enum([...usageMetrics, 'inFlight']),
  window: z.enum(['day', 'month', 'total', ...inFlightKinds]).describe('A kind of job for `inFlight`'),
}

export const overrideView = z.object({
  userId: z.string(),
  ...limitName,
  limit: z.int().nullable().describe('null is unlimited, 0 is blocked'),
  note: z.string(),
  setBy: z.string(),
  createdAt: z.string(),
})
export type OverrideView = z.infer<typeof overrideView>

export interface OverrideRow {
  userId: string
  metric: string
  window: string
  limit: bigint | null
  note: string
  setBy: string
  createdAt: Date
}

export function toOverrideView(row: OverrideRow): OverrideView {
  return {
    ...row,
    ...z.object(limitName).parse({ metric: row.metric, window: row.window }),
    limit: row.limit === null ? null : fromBigInt(row.limit),
    createdAt: row.createdAt.toISOString(),
  }
}

/** `NOT_FOUND` when nobody has that id. */
export async function requireUser(db: Db, userId: string): Promise<void> {
  if ((await db.user.count({ where: { id: userId } })) === 0) throw new AppError('NOT_FOUND', 'There is no such user.')
}
