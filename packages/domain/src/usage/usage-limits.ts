import { AppError, fromBigInt } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { limitOf, limitsOf, usageMetrics, usageWindows, windowsOf } from './plans.ts'
import type { UsageAmounts } from './ledger-entry.ts'
import { windowEnd, windowStart } from './usage-window.ts'

export const usageLimitsInput = z.strictObject({})
export const usageLimitsOutput = z.object({
  plan: z.string(),
  items: z.array(
    z.object({
      metric: z.enum(usageMetrics).describe('`requests` to AI models; `spend` in micro-USD'),
      window: z.enum(usageWindows).describe('In UTC'),
      limit: z.int().nullable().describe('null is unlimited, 0 is blocked'),
      used: z.int(),
      reserved: z.int().describe('Held for work in hand; what it does not use comes back'),
      resetsAt: z.string().nullable().describe('null for what is there until it is removed'),
    }),
  ),
})

/** Each limit of the caller's plan, with what counts against it now. Reservations that have expired do not. */
export async function usageLimits(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock' | 'config'>,
): Promise<z.infer<typeof usageLimitsOutput>> {
  const at = ctx.clock.now()
  const starts = usageWindows.map((window) => windowStart(window, at))
  const user = await ctx.db.user.findUnique({
    where: { id: requireUserId(ctx) },
    select: {
      plan: true,
      usageCounters: { where: { windowStart: { in: starts } } },
      usageHolds: {
        where: { state: 'open', expiresAt: { gt: at }, createdAt: { gte: windowStart('month', at) } },
        select: { amounts: true, createdAt: true },
      },
    },
  })
  if (!user) throw new AppError('UNAUTHORIZED', 'This account is gone. Sign in again.')
  const limits = limitsOf(ctx.config.usage.plans, user.plan)
  const items = usageMetrics.flatMap((metric) =>
    windowsOf(metric).map((window) => {
      const start = windowStart(window, at)
      const counter = user.usageCounters.find(
        (row) => row.metric === metric && row.window === window && row.windowStart.getTime() === start.getTime(),
      )
      const reserved = user.usageHolds
        .filter((hold) => hold.createdAt >= start)
        .reduce((sum, hold) => sum + ((hold.amounts as UsageAmounts)[metric] ?? 0), 0)
      const used = fromBigInt(counter?.posted ?? 0n)
      return {
        metric,
        window,
        limit: limitOf(limits, metric, window),
        used,
        reserved,
        resetsAt: windowEnd(window, at)?.toISOString() ?? null,
      }
    }),
  )
  return { plan: user.plan, items }
}
