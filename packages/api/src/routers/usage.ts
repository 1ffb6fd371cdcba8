import {
  currentUsage,
  currentUsageInput,
  currentUsageOutput,
  estimateUsage,
  estimateUsageInput,
  estimateUsageOutput,
  usageHistory,
  usageHistoryInput,
  usageHistoryOutput,
  usageLimits,
  usageLimitsInput,
  usageLimitsOutput,
} from '@cronicl/domain'
import { router, userProcedure } from '../trpc.ts'

const tags = ['usage']

/** The same answer at both of its paths. */
const current = (path: `/${string}`) =>
  userProcedure
    .meta({ openapi: { method: 'GET', path, tags, summary: 'Usage since the month began', protect: true } })
    .input(currentUsageInput)
    .output(currentUsageOutput)
    .query(({ ctx }) => currentUsage(ctx.domain))

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

  /** Each limit of the caller's plan, what is used of it, and when it resets. */
  limits: userProcedure
    .meta({ openapi: { method: 'GET', path: '/usage/limits', tags, summary: 'Limits and their use', protect: true } })
    .input(usageLimitsInput)
    .output(usageLimitsOutput)
    .query(({ ctx }) => usageLimits(ctx.domain)),

  /** What a request for text would cost at most; sends nothing. */
  estimate: userProcedure
    .meta({
      openapi: { method: 'POST', path: '/usage/estimate', tags, summary: 'What text would cost', protect: true },
    })
    .input(estimateUsageInput)
    .output(estimateUsageOutput)
    .mutation(({ ctx, input }) => estimateUsage(ctx.domain, input)),
})

type Routes = typeof routes
export interface UsageRouter extends Routes {}
export const usageRouter: UsageRouter = routes
