import type { AppRouter } from '@cronicl/api'
import { TRPCClientError, type TRPCLink, httpBatchLink, splitLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { Door } from './connect-stream.ts'
import { CroniclError } from './cronicl-error.ts'
import { openStream } from './open-stream.ts'

export type Fetch = typeof globalThis.fetch

/** Batched queries and mutations, and subscriptions over server-sent events that carry the same headers. */
export function createLinks(door: Door): TRPCLink<AppRouter>[] {
  const url = `${door.url}/trpc`
  const fetch = (input: RequestInfo | URL | string, init?: unknown): Promise<Response> =>
    door.fetch(input, init as RequestInit)
  return [
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: streamLink(door),
      false: httpBatchLink({ url, maxItems: 20, maxURLLength: 4_000, fetch }),
    }),
  ]
}

/** Subscriptions for callers with callbacks, as TanStack Query is one. */
function streamLink(door: Door): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        const stop = new AbortController()
        const signal = op.signal ? AbortSignal.any([op.signal, stop.signal]) : stop.signal
        const tellState = (state: 'connecting' | 'pending', error: unknown): void => {
          if (state === 'pending') observer.next({ result: { type: 'started' } })
          observer.next({ result: { type: 'state', state, error: error ? toTrpcError(error) : null } as never })
        }
        const call = { path: op.path, input: op.input, resumable: op.context.resumable === true, signal }
        const pass = async (): Promise<void> => {
          tellState('connecting', null)
          for await (const data of openStream(door, { ...call, onState: tellState }))
            observer.next({ result: { data } })
          observer.next({ result: { type: 'stopped' } })
          observer.complete()
        }
        pass().catch((error: unknown) => {
          if (signal.aborted) observer.complete()
          else observer.error(toTrpcError(error))
        })
        return () => stop.abort()
      })
}

/** What tRPC's own callers expect: the server's words in `data`; the error itself is the cause. */
function toTrpcError(error: unknown): TRPCClientError<AppRouter> {
  if (!(error instanceof CroniclError) || error.code === 'NETWORK_ERROR') return TRPCClientError.from(error as Error)
  const { message, code, httpStatus, details, requestId } = error
  const data = { code, httpStatus, details, requestId, path: null }
  return new TRPCClientError(message, { cause: error, result: { error: { message, code: -32_603, data } as never } })
}
