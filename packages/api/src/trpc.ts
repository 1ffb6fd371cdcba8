import { AppError, errorTable, toAppError } from '@cronicl/core'
import { TRPCError, initTRPC } from '@trpc/server'
import type { Context, Meta } from './context.ts'
import { fromTrpcError } from './error-shape.ts'

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    // Subscriptions: a comment line keeps proxies from closing a quiet stream; clients come back by themselves.
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

/** Gives each failure the status of the error table and writes it to the log. `next()` does not reject: its result tells. */
const tellErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok) {
    if (isAsyncIterable(result.data)) result.data = translated(result.data)
    return result
  }
  const app = fromTrpcError(result.error)
  ctx.domain.log[app.policy.log]({ err: app, path, code: app.code }, 'procedure failed')
  throw new TRPCError({ code: app.policy.trpc, message: app.message, cause: app })
})

/** A subscription fails after its call has returned; its error gets its code here, or clients would take it for ours and come back for ever. */
async function* translated(events: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* events
  } catch (cause) {
    const app = toAppError(cause)
    throw new TRPCError({ code: app.policy.trpc, message: app.message, cause: app })
  }
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
