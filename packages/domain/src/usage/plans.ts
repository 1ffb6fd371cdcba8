import { z } from 'zod'

/** What is limited: requests to AI models, and money in micro-USD. */
export const usageMetrics = ['requests', 'spend'] as const
export type UsageMetric = (typeof usageMetrics)[number]

/** Over which time, in UTC. */
export const usageWindows = ['day', 'month'] as const
export type UsageWindow = (typeof usageWindows)[number]

/** Null is unlimited, 0 is blocked. */
export type PlanLimits = Readonly<Record<UsageMetric, Readonly<Record<UsageWindow, number | null>>>>

export const planNames = ['free', 'creator', 'studio'] as const
export type PlanName = (typeof planNames)[number]
export type Plans = Readonly<Record<PlanName, PlanLimits>>

const dollar = 1_000_000

export const defaultPlans: Plans = {
  free: { requests: { day: 200, month: 3_000 }, spend: { day: 1 * dollar, month: 10 * dollar } },
  creator: { requests: { day: 2_000, month: 30_000 }, spend: { day: 10 * dollar, month: 100 * dollar } },
  studio: { requests: { day: 20_000, month: 300_000 }, spend: { day: 100 * dollar, month: 1_000 * dollar } },
}

const limit = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable()
const windowLimits = z.strictObject({ day: limit.optional(), month: limit.optional() })
const planChanges = z.strictObject({ requests: windowLimits.optional(), spend: windowLimits.optional() })

/** What an operator says of the plans: only what differs, as in `{"free": {"spend": {"day": 0}}}`. */
export const plansInput = z.strictObject({
  free: planChanges.optional(),
  creator: planChanges.optional(),
  studio: planChanges.optional(),
})

/** The default plans with an operator's changes. */
export function plansWith(changes: z.infer<typeof plansInput>): Plans {
  const plans = planNames.map((name) => {
    const limits = usageMetrics.map((metric) => {
      const windows = usageWindows.map((window) => {
        const changed = changes[name]?.[metric]?.[window]
        return [window, changed === undefined ? defaultPlans[name][metric][window] : changed]
      })
      return [metric, Object.fromEntries(windows)]
    })
    return [name, Object.fromEntries(limits)]
  })
  return Object.fromEntries(plans) as Plans
}

/** The limits of a user's plan; a name that is not known any more has those of `free`, as in `usage_reserve`. */
export function limitsOf(plans: Plans, plan: string): PlanLimits {
  return plans[plan as PlanName] ?? plans.free
}
