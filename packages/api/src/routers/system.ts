import { z } from 'zod'
import { apiVersion } from '../api-version.ts'
import { publicProcedure, router } from '../trpc.ts'

const versionAnswer = z.object({
  name: z.literal('cronicl'),
  apiVersion: z.string().describe('Changes when a client that worked would stop working'),
})

const routes = router({
  /** What answers at this address, and which API it speaks: for a client to ask before it signs in. Reads nothing. */
  version: publicProcedure
    .meta({
      openapi: { method: 'GET', path: '/version', tags: ['system'], summary: 'Name and API version', protect: false },
    })
    .input(z.strictObject({}).optional())
    .output(versionAnswer)
    .query(() => ({ name: 'cronicl', apiVersion })),
})

type Routes = typeof routes
export interface SystemRouter extends Routes {}
export const systemRouter: SystemRouter = routes
