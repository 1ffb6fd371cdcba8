import { appRouter } from '@cronicl/api'
import type { Runtime } from '@cronicl/runtime'
import { type AnyTRPCRouter, TRPCError, getTRPCErrorShape } from '@trpc/server'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyError, FastifyInstance } from 'fastify'
import { createContext } from '../actor.ts'
import { tellFailure } from '../plugins/errors.ts'
import { answerEventCall } from './answer-event-call.ts'
import { type PlainCallOptions, answerPlainCall } from './answer-plain-call.ts'
import { limitBodies } from './limit-bodies.ts'
import { readPlainCall } from './read-plain-call.ts'

/** The typed client's door: queries, mutations, batches and SSE subscriptions. */
export async function registerTrpc(app: FastifyInstance, runtime: Runtime): Promise<void> {
  await app.register(async (scope) => {
    answerTrpcFailures(scope, runtime)
    await serveTrpc(scope, '/trpc', {
      router: appRouter,
      createContext: ({ req, res }) => createContext(runtime, req, res),
      maxBatchSize: 20,
    })
  })
}

/**
 * tRPC's own adapter at `prefix`, with the plain calls and the subscriptions answered before they reach it. That halves
 * what a small one costs and changes nothing else (docs/decisions/0007-thin-trpc-route.md). Subscriptions come by POST
 * too, with their input as the body (docs/decisions/0010-streams-by-post.md).
 */
export async function serveTrpc<Router extends AnyTRPCRouter>(
  app: FastifyInstance,
  prefix: string,
  options: PlainCallOptions<Router>,
): Promise<void> {
  await app.register(async (scope) => {
    limitBodies(scope, options.router)
    scope.addHook('preHandler', async (request, reply) => {
      const call = readPlainCall(request, options)
      if (call?.type === 'subscription') return answerEventCall(call, options, request, reply)
      if (call) return answerPlainCall(call, options, request, reply)
    })
    const trpcOptions: FastifyTRPCPluginOptions<Router>['trpcOptions'] = { ...options, allowMethodOverride: true }
    await scope.register(fastifyTRPCPlugin<Router>, { prefix, trpcOptions })
  })
}

/** What is refused before a procedure is called (a body that is too large, a rate) in the shape that tRPC's client reads. */
export function answerTrpcFailures(scope: FastifyInstance, runtime: Runtime): void {
  const config = appRouter._def._config
  scope.setErrorHandler<FastifyError>((cause, request, reply) => {
    const { app, http } = tellFailure(cause, request, reply, runtime)
    const error = new TRPCError({ code: app.policy.trpc, message: app.message, cause: app })
    const shape = getTRPCErrorShape({
      config,
      error,
      type: 'unknown',
      path: undefined,
      input: undefined,
      ctx: undefined,
    })
    return reply.code(http).send({ error: { ...shape, data: { ...shape.data, requestId: request.id } } })
  })
}
