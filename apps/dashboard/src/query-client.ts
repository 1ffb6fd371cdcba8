import { CroniclError } from '@cronicl/client'
import { QueryClient } from '@tanstack/react-query'

/** Whether asking again may help: the connection broke, or the server had a bad moment. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof CroniclError)) return false
  return error.code === 'NETWORK_ERROR' || (error.httpStatus ?? 0) >= 500
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // The server may be on this very machine, which is no less there when the internet is gone.
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && mayPass(error),
    },
    mutations: { networkMode: 'always', retry: (failures, error) => failures < 2 && mayPass(error) },
  },
})
