import type { Job } from '@cronicl/client'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../../client.ts'
import { follower } from './follower.ts'
import { isOver } from './is-over.ts'
import { newerOf } from './newer-of.ts'

/** A job as it is now, followed until it has ended. */
export function useJob(id: string | null): Job | undefined {
  const { data: job } = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => client.api.jobs.get.query({ id: id ?? '' }, { signal }),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useFollow(id, job !== undefined && isOver(job))
  return job
}

/** The same for a job of which a state is known already, as out of a list. */
export function useLiveJob(listed: Job): Job {
  const { data } = useQuery<Job>({
    queryKey: ['job', listed.id],
    queryFn: ({ signal }) => client.api.jobs.get.query({ id: listed.id }, { signal }),
    initialData: listed,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const job = newerOf(data, listed)
  useFollow(job.id, isOver(job))
  return job
}

function useFollow(id: string | null, over: boolean): void {
  useEffect(() => (id === null || over ? undefined : follower.follow(id)), [id, over])
}
