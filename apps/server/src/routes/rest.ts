import { type ListedProcedure, appRouter, openApiDocument } from '@cronicl/api'
import type { Runtime } from '@cronicl/runtime'
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { createContext } from '../actor.ts'
import { hangUpSignal } from '../hang-up-signal.ts'
import { coerceQuery, type JsonSchema } from './coerce-query.ts'
import { sendEvents } from './rest-events.ts'

export interface RestOptions<Router extends AnyTRPCRouter> {
  router: Router
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<Router['_def']['_config']['$types']['ctx']>
}

/** Every procedure as plain HTTP, and the OpenAPI document of it all. */
export function registerRest(app: FastifyInstance, runtime: Runtime): void {
  serveRest(app, {
    router: appRouter,
    createContext: (request, reply) => createContext(runtime, request, reply),
  })
  app.get('/openapi.json', async () => openApiDocument(runtime.publicUrl.value))
}

/**
 * Every procedure that names a path is plain HTTP there: the same call, validation and errors as over tRPC. Query
 * strings are turned into the types that the input's JSON Schema asks for; the procedure validates everything itself.
 */
export function serveRest<Router extends AnyTRPCRouter>(app: FastifyInstance, options: RestOptions<Router>): void {
  const { router } = options
  const procedures = router._def.procedures as unknown as Record<string, ListedProcedure>
  for (const [path, { _def }] of Object.entries(procedures)) {
    const { openapi: rest, bodyLimitBytes } = _def.meta ?? {}
    if (!rest) continue
    const { type } = _def
    const schema = z.toJSONSchema(_def.inputs[0] ?? z.unknown(), { io: 'input', unrepresentable: 'any' }) as JsonSchema
    app.route({
      method: rest.method,
      url: rest.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      ...(bodyLimitBytes ? { bodyLimit: bodyLimitBytes } : {}),
      handler: async (request, reply) => {
        const signal = hangUpSignal(reply)
        const ctx: unknown = await options.createContext(request, reply)
        const getRawInput = async (): Promise<unknown> => readInput(request, schema)
        const call = { router, path, type, ctx, getRawInput, signal, batchIndex: 0 }
        const answer: unknown = await callTRPCProcedure(call)
        if (type === 'subscription') return sendEvents(reply, answer as AsyncIterable<unknown>)
        return reply.code(rest.successStatus ?? 200).send(answer ?? {})
      },
    })
  }
}

function readInput(request: FastifyRequest, schema: JsonSchema): Record<string, unknown> {
  const hasBody = request.method !== 'GET' && request.method !== 'DELETE'
  const body =
    hasBody && request.body && typeof request.body === 'object' ? (request.body as Record<string, unknown>) : {}
  const query = hasBody ? {} : (request.query as Record<string, unknown>)
  const key = request.headers['idempotency-key']
  const fromHeader =
    hasBody && typeof key === 'string' && schema.properties?.idempotencyKey ? { idempotencyKey: key } : {}
  const lastId = request.headers['last-event-id']
  const resumed = typeof lastId === 'string' && schema.properties?.lastEventId ? { lastEventId: lastId } : {}
  return { ...fromHeader, ...resumed, ...body, ...coerceQuery({ ...query, ...(request.params as object) }, schema) }
}
