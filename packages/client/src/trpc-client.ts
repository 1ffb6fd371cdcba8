import type { AppRouter } from '@cronicl/api'
import { type TRPCClient, type TRPCRequestOptions, TRPCUntypedClient, createTRPCClientProxy } from '@trpc/client'
import type { Door } from './connect-stream.ts'
import { toCroniclError } from './cronicl-error.ts'
import { type Fetch, createLinks } from './links.ts'
import { openStream } from './open-stream.ts'

export type Api = TRPCClient<AppRouter>

type Untyped = TRPCUntypedClient<AppRouter>
/** tRPC's client, whose queries, mutations and loops over subscriptions throw `CroniclError` alone. */
class ApiClient extends TRPCUntypedClient<AppRouter> {
  readonly #door: Door

  constructor(door: Door) {
    super({ links: createLinks(door) })
    this.#door = door
  }

  override query(...args: Parameters<Untyped['query']>): Promise<unknown> {
    return super.query(...args).catch(rethrow)
  }

  override mutation(...args: Parameters<Untyped['mutation']>): Promise<unknown> {
    return super.mutation(...args).catch(rethrow)
  }

  /** Without callbacks it is a loop's business: events are taken from the connection as they are asked for. */
  override subscription(path: string, input: unknown, options: TRPCRequestOptions = {}): never {
    if (Object.values(options).some((option) => typeof option === 'function'))
      return super.subscription(path, input, options) as never
    const { signal, context } = options
    return openStream(this.#door, { path, input, signal, resumable: context?.resumable === true }) as never
  }
}

function rethrow(error: unknown): never {
  throw toCroniclError(error)
}

export function createApi(url: string, fetch: Fetch): Api {
  return createTRPCClientProxy<AppRouter>(new ApiClient({ url, fetch }))
}
