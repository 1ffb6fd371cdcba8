import { currentUsage, currentUsageInput, currentUsageOutput } from '@cronicl/domain'
import { router, userProcedure } from '../trpc.ts'

const routes = router({
  /** What the caller has used since the month began. */
  current: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/usage/current',
        tags: ['usage'],
        summary: 'Usage since the month began',
        protect: true,
      },
    })
    .input(currentUsageInput)
    .output(currentUsageOutput)
    .query(({ ctx }) => currentUsage(ctx.domain)),
})

type Routes = typeof routes
export interface UsageRouter extends Routes {}
export const usageRouter: UsageRouter = routes
