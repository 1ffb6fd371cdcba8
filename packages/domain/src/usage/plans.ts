import { z } from 'zod'

/**
 * What is limited: requests to AI models; pictures, videos and generations asked for; milliseconds of film rendered;
 * bytes kept; and money in micro-USD.
 */
export const usageMetrics = [
  'requests',
  'images',
  'videos',
  'generations',
  'renderMs',
  'storageBytes',
  'spend',
] as const
export type UsageMetric = (typeof usageMetrics)[number]

/** Over which time, in UTC; `total` is what there is now, whenever it came. */
export const usageWindows = ['day', 'month', 'total'] as const
export type UsageWindow = (typeof usageWindows)[number]

/** The windows that a metric is counted in, as `usage_windows` has them. */
export function windowsOf(metric: UsageMetric): readonly UsageWindow[] {
  return metric === 'storageBytes' ? ['total'] : ['day', 'month']
}

/** Kinds of jobs of which a user has only so many queued and running at a time. */
export const inFlightKinds = ['image', 'video', 'render'] as const
export type InFlightKind = (typeof inFlightKinds)[number]

/** Null is unlimited, 0 is blocked. */
export type Limit = number | null
type WindowLimits = Readonly<{ day: Limit; month: Limit }>

export type PlanLimits = Readonly<
  Record<Exclude<UsageMetric, 'storageBytes'>, WindowLimits> & {
    storageBytes: Readonly<{ total: Limit }>
    inFlight: Readonly<Record<InFlightKind, Limit>>
  }
>

export const planNames = ['free', 'creator', 'studio'] as const
export type PlanName = (typeof planNames)[number]
export type Plans = Readonly<Record<PlanName, PlanLimits>>

const dollar = 1_000_000
const hour = 3_600_000
const gib = 1024 ** 3

export const defaultPlans: Plans = {
  free: {
    requests: { day: 200, month: 3_000 },
    images: { day: 20, month: 200 },
    videos: { day: 5, month: 50 },
    generations: { day: 25, month: 250 },
    renderMs: { day: 1 * hour, month: 10 * hour },
    storageBytes: { total: 2 * gib },
    spend: { day: 1 * dollar, month: 10 * dollar },
    inFlight: { image: 1, video: 1, render: 2 },
  },
  creator: {
    requests: { day: 2_000, month: 30_000 },
    images: { day: 200, month: 3_000 },
    videos: { day: 50, month: 500 },
    generations: { day: 250, month: 3_500 },
    renderMs: { day: 10 * hour, month: 100 * hour },
    storageBytes: { total: 50 * gib },
    spend: { day: 10 * dollar, month: 100 * dollar },
    inFlight: { image: 3, video: 2, render: 4 },
  },
  studio: {
    requests: { day: 20_000, month: 300_000 },
    images: { day: 2_000, month: 30_000 },
    videos: { day: 500, month: 5_000 },
    generations: { day: 2_500, month: 35_000 },
    renderMs: { day: 100 * hour, month: 1_000 * hour },
    storageBytes: { total: 500 * gib },
    spend: { day: 100 * dollar, month: 1_000 * dollar },
    inFlight: { image: 10, video: 5, render: 8 },
  },
}

const none = { day: null, month: null }

/** A plan without limits; a start for plans that limit one thing. */
export const unlimitedPlan: PlanLimits = {
  requests: none,
  images: none,
  videos: none,
  generations: none,
  renderMs: none,
  storageBytes: { total: null },
  spend: none,
  inFlight: { image: null, video: null, render: null },
}

const limit = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().optional()
const windowLimits = z.strictObject({ day: limit, month: limit }).optional()
const planChanges = z.strictObject({
  requests: windowLimits,
  images: windowLimits,
  videos: windowLimits,
  generations: windowLimits,
  renderMs: windowLimits,
  storageBytes: z.strictObject({ total: limit }).optional(),
  spend: windowLimits,
  inFlight: z.strictObject({ image: limit, video: limit, render: limit }).optional(),
})

/** What an operator says of the plans: only what differs, as in `{"free": {"spend": {"day": 0}}}`. */
export const plansInput = z.strictObject({
  free: planChanges.optional(),
  creator: planChanges.optional(),
  studio: planChanges.optional(),
})

/** The default plans with an operator's changes. */
export function plansWith(changes: z.infer<typeof plansInput>): Plans {
  const planOf = (name: PlanName): [PlanName, object] => {
    const changed: Record<string, object | undefined> = changes[name] ?? {}
    const parts = Object.entries(defaultPlans[name]).map(([part, limits]) => [part, { ...limits, ...changed[part] }])
    return [name, Object.fromEntries(parts)]
  }
  return Object.fromEntries(planNames.map(planOf)) as Plans
}

/** As the SQL functions take them. */
export function plansJson(plans: Plans): string {
  return JSON.stringify(plans)
}

/** As `plansJson`, with what limits these metrics alone: a model's first word waits until it has been read. */
export function plansJsonOf(plans: Plans, metrics: object): string {
  const asked = Object.keys(metrics)
  const part = (limits: Readonly<Record<string, object>>): object =>
    Object.fromEntries(asked.map((metric) => [metric, limits[metric]]))
  return JSON.stringify(Object.fromEntries(Object.entries(plans).map(([name, limits]) => [name, part(limits)])))
}

/** What a plan allows of a metric in a window; null where it is not limited. */
export function limitOf(limits: PlanLimits, metric: UsageMetric, window: UsageWindow): Limit {
  const windows: Readonly<Partial<Record<UsageWindow, Limit>>> = limits[metric]
  return windows[window] ?? null
}

/** The limits of a user's plan; a name that is not known any more has those of `free`, as in `usage_limits`. */
export function limitsOf(plans: Plans, plan: string): PlanLimits {
  return plans[plan as PlanName] ?? plans.free
}
