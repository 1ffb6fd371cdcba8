import type { Job } from '@cronicl/client'
import { client } from '../../client.ts'
import { queryClient } from '../../query-client.ts'
import { announce } from '../../ui/announcer.tsx'
import { refreshAssets } from '../library/use-assets.ts'
import { isOver } from './is-over.ts'
import { JobFollower } from './job-follower.ts'
import { newerOf } from './newer-of.ts'

const streams = 2

/** The page's one follower: what it hears goes to the cache, and from there to whoever shows the job. */
export const follower = new JobFollower(
  {
    events: client.jobs.events,
    get: (id) => client.api.jobs.get.query({ id }),
    onJob: keepJob,
    onGone: () => void refreshAssets(),
  },
  document.hidden ? 0 : streams,
)

document.addEventListener('visibilitychange', () => follower.allowStreams(document.hidden ? 0 : streams))

/** Keeps a state of a job, unless a newer one is known. */
export function keepJob(job: Job): void {
  const before = queryClient.getQueryData<Job>(['job', job.id])
  queryClient.setQueryData<Job>(['job', job.id], newerOf(before, job))
  if (isOver(job) && !(before && isOver(before)) && job.kind === 'render') tellEnd(job)
}

function tellEnd({ status, error }: Job): void {
  if (status === 'succeeded') {
    announce('Your film is ready.')
    // The film is an asset now.
    void refreshAssets()
  } else
    announce(
      status === 'failed' ? `The film could not be rendered. ${error?.message ?? ''}` : 'The render was canceled.',
    )
}
