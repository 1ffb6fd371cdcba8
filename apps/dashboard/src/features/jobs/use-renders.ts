import { useInfiniteQuery } from '@tanstack/react-query'
import { client } from '../../client.ts'

export const rendersKey = ['renders'] as const
const pageSize = 6

/** The user's renders, newest first: those that run as well as those of before. */
export function useRenders() {
  return useInfiniteQuery({
    queryKey: rendersKey,
    queryFn: ({ pageParam, signal }) =>
      client.api.jobs.list.query(
        { kind: 'render', limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}
