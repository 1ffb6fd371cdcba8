import { appRouter } from '@cronicl/api'
import type { Runtime } from '@cronicl/runtime'
import type { AnyTRPCRouter } from '@trpc/server'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance } from 'fastify'
import { createContext } from '../actor.ts'
import { type PlainCallOptions, answerPlainCall } from './answer-plain-call.ts'
import { readPlainCall } from './read-plain-call.ts'

/** The typed client's door: queries, mutations, batches and SSE subscriptions. */
export async function registerTrpc(app: FastifyInstance, runtime: Runtime): Promise<void> {
  await serveTrpc(app, '/trpc', {
    router: appRouter,
    createContext: ({ req, res }) => createContext(runtime, req, res),
    maxBatchSize: 20,
  })
}

/**
 * tRPC's own adapter at `prefix`, with the plain calls answered before they reach it. That halves what a small one costs
 * and changes nothing else (docs/decisions/0007-thin-trpc-route.md).
 */
export async function serveTrpc<Router extends AnyTRPCRouter>(
  app: FastifyInstance,
  prefix: string,
  options: PlainCallOptions<Router>,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('preHandler', async (request, reply) => {
      const call = readPlainCall(request, options)
      if (call) return answerPlainCall(call, options, request, reply)
    })
    const trpcOptions: FastifyTRPCPluginOptions<Router>['trpcOptions'] = options
    await scope.register(fastifyTRPCPlugin<Router>, { prefix, trpcOptions })
  })
}
