import {
  currentUsage,
  currentUsageInput,
  currentUsageOutput,
  estimateUsage,
  estimateUsageInput,
  estimateUsageOutput,
  flagPage,
  flagView,
  listFlags,
  listFlagsInput,
  listOverrides,
  listOverridesInput,
  listOverridesOutput,
  overrideView,
  removeOverride,
  removeOverrideInput,
  removeOverrideOutput,
  resolveFlag,
  resolveFlagInput,
  setOverride,
  setOverrideInput,
  setPlan,
  setPlanInput,
  setPlanOutput,
  usageHistory,
  usageHistoryInput,
  usageHistoryOutput,
  usageLimits,
  usageLimitsInput,
  usageLimitsOutput,
} from '@cronicl/domain'
import { adminProcedure, router, userProcedure } from '../trpc.ts'

const tags = ['usage']

/** The same answer at both of its paths. */
const current = (path: `/${string}`) =>
  userProcedure
    .meta({ openapi: { method: 'GET', path, tags, summary: 'Usage since the month began', protect: true } })
    .input(currentUsageInput)
    .output(currentUsageOutput)
    .query(({ ctx }) => currentUsage(ctx.domain))

/** What single users are allowed in place of their plan's limits; for administrators. */
const limitsPath = '/admin/users/{userId}/limits'
const overrides = router({
  list: adminProcedure
    .meta({ openapi: { method: 'GET', path: limitsPath, tags, summary: 'Limits set for a user', protect: true } })
    .input(listOverridesInput)
    .output(listOverridesOutput)
    .query(({ ctx, input }) => listOverrides(ctx.domain, input)),

  set: adminProcedure
    .meta({ openapi: { method: 'PUT', path: limitsPath, tags, summary: 'Set one limit of a user', protect: true } })
    .input(setOverrideInput)
    .output(overrideView)
    .mutation(({ ctx, input }) => setOverride(ctx.domain, input)),

  remove: adminProcedure
    .meta({ openapi: { method: 'DELETE', path: limitsPath, tags, summary: 'Back to the plan’s limit', protect: true } })
    .input(removeOverrideInput)
    .output(removeOverrideOutput)
    .mutation(({ ctx, input }) => removeOverride(ctx.domain, input)),
})

/** What was flagged of anybody's use; for administrators. */
const flags = router({
  list: adminProcedure
    .meta({
      openapi: { method: 'GET', path: '/admin/flags', tags, summary: 'Flagged use, newest first', protect: true },
    })
    .input(listFlagsInput)
    .output(flagPage)
    .query(({ ctx, input }) => listFlags(ctx.domain, input)),

  resolve: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/admin/flags/{id}/resolve',
        tags,
        summary: 'Note a flag as seen',
        protect: true,
      },
    })
    .input(resolveFlagInput)
    .output(flagView)
    .mutation(({ ctx, input }) => resolveFlag(ctx.domain, input)),
})

const routes = router({
  /** What the caller has used since the month began. */
  current: current('/usage/current'),

  /** `current`, at the path under `/me`. */
  currentOfMe: current('/me/usage/current'),

  /** What the caller has used day by day, by kind, model and story. */
  history: userProcedure
    .meta({ openapi: { method: 'GET', path: '/usage/history', tags, summary: 'Usage day by day', protect: true } })
    .input(usageHistoryInput)
    .output(usageHistoryOutput)
    .query(({ ctx, input }) => usageHistory(ctx.domain, input)),

  /** Each limit of the caller, what is used of it, and when it resets. */
  limits: userProcedure
    .meta({ openapi: { method: 'GET', path: '/usage/limits', tags, summary: 'Limits and their use', protect: true } })
    .input(usageLimitsInput)
    .output(usageLimitsOutput)
    .query(({ ctx }) => usageLimits(ctx.domain)),

  /** What a text, picture, video or film would cost at most; sends nothing. */
  estimate: userProcedure
    .meta({
      openapi: { method: 'POST', path: '/usage/estimate', tags, summary: 'What work would cost', protect: true },
    })
    .input(estimateUsageInput)
    .output(estimateUsageOutput)
    .mutation(({ ctx, input }) => estimateUsage(ctx.domain, input)),

  overrides,
  flags,

  /** Puts a user on a plan; for administrators. */
  setPlan: adminProcedure
    .meta({
      openapi: { method: 'PUT', path: '/admin/users/{userId}/plan', tags, summary: 'Set a user’s plan', protect: true },
    })
    .input(setPlanInput)
    .output(setPlanOutput)
    .mutation(({ ctx, input }) => setPlan(ctx.domain, input)),
})

type Routes = typeof routes
export interface UsageRouter extends Routes {}
export const usageRouter: UsageRouter = routes
