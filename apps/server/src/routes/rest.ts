import { type Context, appRouter, createCaller, openApiDocument } from '@cronicl/api'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { createContext } from '../actor.ts'
import { coerceQuery, type JsonSchema } from './coerce-query.ts'
import { sendEvents } from './rest-events.ts'

interface Procedure {
  _def: {
    type: 'query' | 'mutation' | 'subscription'
    inputs: z.ZodType[]
    meta?: { openapi?: { method: Method; path: string; successStatus?: number } }
  }
}
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Call = (input: unknown) => Promise<unknown>

/**
 * Every procedure that names a path is plain HTTP there: the same call, validation and errors as over tRPC. Query
 * strings are turned into the types that the input's JSON Schema asks for; the procedure validates everything itself.
 */
export function registerRest(app: FastifyInstance, runtime: Runtime): void {
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>
  for (const [name, { _def }] of Object.entries(procedures)) {
    const rest = _def.meta?.openapi
    if (!rest) continue
    const schema = z.toJSONSchema(_def.inputs[0] ?? z.unknown(), { io: 'input', unrepresentable: 'any' }) as JsonSchema
    app.route({
      method: rest.method,
      url: rest.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const context = await createContext(runtime, request, reply)
        // Whoever hangs up is not worked for any longer.
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const call = callOf(context, name, gone.signal)
        const input = readInput(request, schema)
        if (_def.type === 'subscription') return sendEvents(reply, (await call(input)) as AsyncIterable<unknown>)
        const answer = await call(input)
        return reply.code(rest.successStatus ?? 200).send(answer ?? {})
      },
    })
  }
  app.get('/openapi.json', async () => openApiDocument(runtime.publicUrl.value))
}

function callOf(context: Context, name: string, signal: AbortSignal): Call {
  let node: unknown = createCaller(context, { signal })
  for (const part of name.split('.')) node = (node as Record<string, unknown>)[part]
  return node as Call
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
