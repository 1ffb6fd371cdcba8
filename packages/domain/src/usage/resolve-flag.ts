import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type FlagView, toFlagView } from './list-flags.ts'

export const resolveFlagInput = z.strictObject({ id: z.string().max(64) })

/** Notes that an admin has looked at a flag; the first who did stays named. `NOT_FOUND` when there is none. */
export async function resolveFlag(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  { id }: z.infer<typeof resolveFlagInput>,
): Promise<FlagView> {
  await ctx.db.usageFlag.updateMany({
    where: { id, resolvedAt: null },
    data: { resolvedAt: ctx.clock.now(), resolvedBy: requireUserId(ctx) },
  })
  const row = await ctx.db.usageFlag.findUnique({ where: { id } })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such flag.')
  return toFlagView(row)
}
