import type { AppRouter } from '@cronicl/api'
import { type TRPCLink, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { EventSource } from 'eventsource'

export type Fetch = typeof globalThis.fetch

/** Batched queries and mutations, and subscriptions over server-sent events that carry the same headers. */
export function createLinks(url: string, authFetch: Fetch): TRPCLink<AppRouter>[] {
  const trpcUrl = `${url}/trpc`
  return [
    splitLink({
      condition: (op) => op.type === 'subscription',
      // The browser's own EventSource cannot send an authorization header.
      true: httpSubscriptionLink({
        url: trpcUrl,
        EventSource,
        eventSourceOptions: { fetch: (input, init) => authFetch(input, init as RequestInit) },
      }),
      false: httpBatchLink({
        url: trpcUrl,
        maxItems: 20,
        maxURLLength: 4_000,
        fetch: (input, init) => authFetch(input as URL, init as RequestInit),
      }),
    }),
  ]
}
