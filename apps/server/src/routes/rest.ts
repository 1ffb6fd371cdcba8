import type { Readable } from 'node:stream'
import { type Context, type ListedProcedure, appRouter, openApiDocument } from '@cronicl/api'
import { requireUserId, storeInputFrame } from '@cronicl/domain'
import multipart from '@fastify/multipart'
import type { Runtime } from '@cronicl/runtime'
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { z } from 'zod'
import { createContext } from '../actor.ts'
import { hangUpSignal } from '../hang-up-signal.ts'
import { coerceQuery, fieldsOf, type JsonSchema } from './coerce-query.ts'
import { readForm } from './read-form.ts'
import { sendEvents } from './rest-events.ts'

type ContextOf<Router extends AnyTRPCRouter> = Router['_def']['_config']['$types']['ctx']

export interface RestOptions<Router extends AnyTRPCRouter> {
  router: Router
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<ContextOf<Router>>
  /** Keeps a file of a form and answers with its id; needed where a procedure takes files. */
  storeFile?(ctx: ContextOf<Router>, file: Readable): Promise<string>
}

/** Every procedure as plain HTTP, and the OpenAPI document of it all. */
export function registerRest(app: FastifyInstance, runtime: Runtime): void {
  serveRest(app, {
    router: appRouter,
    createContext: (request, reply) => createContext(runtime, request, reply),
    storeFile: async ({ domain }: Context, stream) => {
      const { inputId } = await storeInputFrame(domain, { userId: requireUserId(domain), from: { stream } })
      return inputId
    },
  })
  app.get('/openapi.json', async () => openApiDocument(runtime.publicUrl.value))
}

/**
 * Every procedure that names a path is plain HTTP there, and at its other paths: the same call, validation and errors as
 * over tRPC. Query strings and forms are turned into the types that the input's JSON Schema asks for; the procedure
 * validates everything itself.
 */
export function serveRest<Router extends AnyTRPCRouter>(app: FastifyInstance, options: RestOptions<Router>): void {
  const procedures = options.router._def.procedures as unknown as Record<string, ListedProcedure>
  for (const [name, { _def }] of Object.entries(procedures)) {
    const { openapi: rest, bodyLimitBytes } = _def.meta ?? {}
    if (!rest) continue
    const routes = [rest.path, ...(rest.aliases ?? [])].map((path) => ({
      method: rest.method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      ...(bodyLimitBytes ? { bodyLimit: bodyLimitBytes } : {}),
      handler: answerWith(name, _def, options),
    }))
    if (rest.files) registerForms(app, routes)
    else for (const route of routes) app.route(route)
  }
}

/** Forms are read where they are taken, and nowhere else. */
function registerForms(app: FastifyInstance, routes: RouteOptions[]): void {
  void app.register(async (scope) => {
    await scope.register(multipart)
    for (const route of routes) scope.route(route)
  })
}

function answerWith<Router extends AnyTRPCRouter>(
  path: string,
  { type, inputs, meta }: ListedProcedure['_def'],
  { router, createContext: contextOf, storeFile }: RestOptions<Router>,
): RouteOptions['handler'] {
  const { files, successStatus = 200 } = meta?.openapi ?? {}
  const schema = z.toJSONSchema(inputs[0] ?? z.unknown(), { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return async (request, reply) => {
    const signal = hangUpSignal(reply)
    const ctx: ContextOf<Router> = await contextOf(request, reply)
    const getRawInput = async (): Promise<unknown> => {
      if (!files || !storeFile || !request.isMultipart?.()) return readInput(request, schema, request.body)
      const form = await readForm(request, { files, store: (file) => storeFile(ctx, file) })
      return readInput(request, schema, coerceQuery(form, schema))
    }
    const call = { router, path, type, ctx: ctx as unknown, getRawInput, signal, batchIndex: 0 }
    const answer: unknown = await callTRPCProcedure(call)
    if (type === 'subscription') return sendEvents(reply, answer as AsyncIterable<unknown>)
    return reply.code(successStatus).send(answer ?? {})
  }
}

function readInput(request: FastifyRequest, schema: JsonSchema, sent: unknown): Record<string, unknown> {
  const fields = fieldsOf(schema)
  const hasBody = request.method !== 'GET' && request.method !== 'DELETE'
  const body = hasBody && sent && typeof sent === 'object' ? (sent as Record<string, unknown>) : {}
  const query = hasBody ? {} : (request.query as Record<string, unknown>)
  const key = request.headers['idempotency-key']
  const fromHeader = hasBody && typeof key === 'string' && fields.idempotencyKey ? { idempotencyKey: key } : {}
  const lastId = request.headers['last-event-id']
  const resumed = typeof lastId === 'string' && fields.lastEventId ? { lastEventId: lastId } : {}
  return { ...fromHeader, ...resumed, ...body, ...coerceQuery({ ...query, ...(request.params as object) }, schema) }
}
