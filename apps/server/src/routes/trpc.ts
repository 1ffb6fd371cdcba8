import { type AppRouter, appRouter } from '@cronicl/api'
import type { Runtime } from '@cronicl/runtime'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance } from 'fastify'
import { createContext } from '../actor.ts'

const batchLimit = 20

/** The typed client's door: queries, mutations, batches and SSE subscriptions. */
export async function registerTrpc(app: FastifyInstance, runtime: Runtime): Promise<void> {
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
    router: appRouter,
    createContext: ({ req, res }) => createContext(runtime, req, res),
    maxBatchSize: batchLimit,
  }
  await app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions })
}
