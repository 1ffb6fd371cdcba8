import { validationError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type OverrideView, limitName, requireUser, toOverrideView } from './override-view.ts'
import { type UsageMetric, inFlightKinds, windowsOf } from './plans.ts'

export const setOverrideInput = z.strictObject({
  userId: z.string().max(64),
  ...limitName,
  limit: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().describe('null is unlimited, 0 is blocked'),
  note: z.string().max(500).default('').describe('Why'),
})

/** Sets one limit of a user in place of the plan's; the next reservation obeys it. For admins. */
export async function setOverride(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  { userId, metric, window, limit, note }: z.infer<typeof setOverrideInput>,
): Promise<OverrideView> {
  const windows: readonly string[] = metric === 'inFlight' ? inFlightKinds : windowsOf(metric satisfies UsageMetric)
  if (!windows.includes(window)) {
    const message = `The limit of ${metric} is for ${windows.join(' or ')}.`
    throw validationError([{ path: ['window'], message }])
  }
  await requireUser(ctx.db, userId)
  const columns = {
    limit: limit === null ? null : BigInt(limit),
    note,
    setBy: requireUserId(ctx),
    createdAt: ctx.clock.now(),
  }
  const name = { userId, metric, window }
  const row = await ctx.db.usageOverride.upsert({
    where: { userId_metric_window: name },
    create: { ...name, ...columns },
    update: columns,
  })
  return toOverrideView(row)
}
