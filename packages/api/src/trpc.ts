import { AppError, errorTable, toAppError } from '@cronicl/core'
import { TRPCError, initTRPC } from '@trpc/server'
import type { Context, Meta } from './context.ts'
import { fromTrpcError } from './error-shape.ts'

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    // Subscriptions: a ping keeps proxies, and clients, from taking a quiet stream for a dead one.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
    errorFormatter: ({ shape, error, ctx }) => {
      const app = fromTrpcError(error)
      return {
        ...shape,
        message: app.message,
        data: {
          code: app.code,
          httpStatus: errorTable[app.code].http,
          details: app.details ?? null,
          requestId: ctx?.domain.requestId ?? null,
          path: shape.data.path ?? null,
        },
      }
    },
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/**
 * Gives each failure the status of the error table and writes it to the log. `next()` does not reject: its result tells.
 * A subscription fails after its call has returned: its events are told of in the same way.
 */
const tellErrors = t.middleware(async ({ ctx, path, signal, next }) => {
  const tell = (cause: unknown): TRPCError => {
    const app = cause instanceof TRPCError ? fromTrpcError(cause) : toAppError(cause)
    // Work that stopped because its caller had gone is no failure.
    const level = signal?.aborted ? 'debug' : app.policy.log
    ctx.domain.log[level]({ err: app, path, code: app.code }, 'procedure failed')
    return new TRPCError({ code: app.policy.trpc, message: app.message, cause: app })
  }
  const result = await next()
  if (!result.ok) throw tell(result.error)
  if (isAsyncIterable(result.data)) result.data = tellingEvents(result.data, tell)
  return result
})

/** The same events, with errors as `tell` makes them. Not a generator: this stands between every event and its reader. */
function tellingEvents(events: AsyncIterable<unknown>, tell: (cause: unknown) => TRPCError): AsyncIterable<unknown> {
  const source = events[Symbol.asyncIterator]()
  const fail = (cause: unknown): never => {
    throw tell(cause)
  }
  const told: AsyncIterableIterator<unknown> = {
    next: () => source.next().catch(fail),
    return: (value) => source.return?.(value).catch(fail) ?? Promise.resolve({ done: true, value }),
    [Symbol.asyncIterator]: () => told,
  }
  return told
}

function isAsyncIterable(data: unknown): data is AsyncIterable<unknown> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data
}

/** The ladder. Anyone may call a public procedure. */
export const publicProcedure = t.procedure.use(tellErrors)

/** Only a signed-in user. */
export const userProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.domain.actor.type !== 'user') throw new AppError('UNAUTHORIZED', 'Sign in first.')
  return next()
})

/** Only an administrator. */
export const adminProcedure = userProcedure.use(({ ctx, next }) => {
  const { actor } = ctx.domain
  if (actor.type !== 'user' || actor.role !== 'ADMIN')
    throw new AppError('FORBIDDEN', 'Only an administrator may do this.')
  return next()
})
