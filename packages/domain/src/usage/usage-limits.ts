import { AppError, fromBigInt } from '@cronicl/core'
import type { UsageCounterModel, UsageHoldModel, UsageOverrideModel } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import {
  type Limit,
  type UsageWindow,
  inFlightKinds,
  limitOf,
  limitsOf,
  usageMetrics,
  usageWindows,
  windowsOf,
} from './plans.ts'
import { windowEnd, windowStart } from './usage-window.ts'

export const usageLimitsInput = z.strictObject({})
export const usageLimitsOutput = z.object({
  plan: z.string(),
  items: z.array(
    z.object({
      metric: z
        .enum([...usageMetrics, 'keySpend'])
        .describe(
          '`requests` to AI models; `images`, `videos` and `generations` asked for; `renderMs` of film; `storageBytes` in the library; `spend` in micro-USD, and `keySpend` of the API key that asks',
        ),
      window: z.enum(usageWindows).describe('In UTC; `total` is what there is now'),
      limit: z.int().nullable().describe('null is unlimited, 0 is blocked'),
      used: z.int(),
      reserved: z.int().describe('Held for work in hand; what it does not use comes back'),
      resetsAt: z.string().nullable().describe('null for what counts until it is removed'),
      overridden: z.boolean().describe('Set for this user in place of the plan’s limit'),
    }),
  ),
  inFlight: z
    .array(
      z.object({
        kind: z.enum(inFlightKinds),
        limit: z.int().nullable().describe('null is unlimited, 0 is blocked'),
        inFlight: z.int().describe('Queued and running now'),
        overridden: z.boolean(),
      }),
    )
    .describe('How many jobs of a kind may be queued and running at a time'),
})
type Output = z.infer<typeof usageLimitsOutput>

/** A user's books, as far as limits go. */
interface Books {
  counters: UsageCounterModel[]
  holds: Pick<UsageHoldModel, 'amounts' | 'createdAt'>[]
  overrides: UsageOverrideModel[]
  at: Date
}

type LimitsContext = Pick<DomainContext, 'db' | 'actor' | 'clock' | 'config'>

/** Each limit of the caller, with what counts against it now. Reservations that have expired do not. */
export async function usageLimits(ctx: LimitsContext): Promise<Output> {
  const at = ctx.clock.now()
  const userId = requireUserId(ctx)
  const starts = usageWindows.map((window) => windowStart(window, at))
  const user = await ctx.db.user.findUnique({
    where: { id: userId },
    select: {
      plan: true,
      usageCounters: { where: { windowStart: { in: starts } } },
      usageOverrides: true,
      usageHolds: { where: { state: 'open', expiresAt: { gt: at } }, select: { amounts: true, createdAt: true } },
    },
  })
  if (!user) throw new AppError('UNAUTHORIZED', 'This account is gone. Sign in again.')
  const limits = limitsOf(ctx.config.usage.plans, user.plan)
  const books = { counters: user.usageCounters, holds: user.usageHolds, overrides: user.usageOverrides, at }
  const items = usageMetrics.flatMap((metric) =>
    windowsOf(metric).map((window) => {
      const { limit, overridden } = limitIn(books, metric, window, limitOf(limits, metric, window))
      return { metric, window, limit, ...standing(books, metric, window), overridden }
    }),
  )
  const inFlight = await jobsInFlight(ctx, userId)
  return {
    plan: user.plan,
    items: [...items, ...keyItems(ctx, books)],
    inFlight: inFlightKinds.map((kind) => {
      const { limit, overridden } = limitIn(books, 'inFlight', kind, limits.inFlight[kind])
      return { kind, limit, inFlight: inFlight.get(kind) ?? 0, overridden }
    }),
  }
}

function limitIn(
  { overrides }: Books,
  metric: string,
  window: string,
  ofPlan: Limit,
): { limit: Limit; overridden: boolean } {
  const override = overrides.find((row) => row.metric === metric && row.window === window)
  if (!override) return { limit: ofPlan, overridden: false }
  return { limit: override.limit === null ? null : fromBigInt(override.limit), overridden: true }
}

function standing(
  { counters, holds, at }: Books,
  metric: string,
  window: UsageWindow,
): Pick<Output['items'][number], 'used' | 'reserved' | 'resetsAt'> {
  const start = windowStart(window, at)
  const counter = counters.find(
    (row) => row.metric === metric && row.window === window && row.windowStart.getTime() === start.getTime(),
  )
  const reserved = holds
    .filter((hold) => hold.createdAt >= start)
    .reduce((sum, hold) => sum + ((hold.amounts as Record<string, number>)[metric] ?? 0), 0)
  return {
    used: fromBigInt(counter?.posted ?? 0n),
    reserved,
    resetsAt: windowEnd(window, at)?.toISOString() ?? null,
  }
}

/** The cap of the key that asks; nothing when it is the user who does. */
function keyItems({ actor }: LimitsContext, books: Books): Output['items'] {
  const key = actor.type === 'user' ? actor.apiKey : undefined
  if (!key) return []
  const counted = standing(books, `spend:${key.id}`, 'month')
  return [{ metric: 'keySpend', window: 'month', limit: key.spendCapMicroUsd, ...counted, overridden: false }]
}

async function jobsInFlight(ctx: LimitsContext, userId: string): Promise<Map<string, number>> {
  const rows = await ctx.db.job.groupBy({
    by: ['kind'],
    where: { userId, kind: { in: [...inFlightKinds] }, status: { in: ['queued', 'running'] } },
    _count: true,
  })
  return new Map(rows.map((row) => [row.kind, row._count]))
}
