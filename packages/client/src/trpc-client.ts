import type { AppRouter } from '@cronicl/api'
import { type TRPCClient, TRPCUntypedClient, createTRPCClientProxy } from '@trpc/client'
import { toCroniclError } from './cronicl-error.ts'
import { type Fetch, createLinks } from './links.ts'

export type Api = TRPCClient<AppRouter>

/** tRPC's client, whose queries and mutations throw `CroniclError` alone. */
class ApiClient extends TRPCUntypedClient<AppRouter> {
  override query(...args: Parameters<TRPCUntypedClient<AppRouter>['query']>): Promise<unknown> {
    return super.query(...args).catch(rethrow)
  }

  override mutation(...args: Parameters<TRPCUntypedClient<AppRouter>['mutation']>): Promise<unknown> {
    return super.mutation(...args).catch(rethrow)
  }
}

function rethrow(error: unknown): never {
  throw toCroniclError(error)
}

export function createApi(url: string, fetch: Fetch): Api {
  return createTRPCClientProxy<AppRouter>(new ApiClient({ links: createLinks(url, fetch) }))
}
