import type { Job } from '@cronicl/client'

/** Whether a job has ended for good. */
export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status !== 'queued' && status !== 'running'
}
