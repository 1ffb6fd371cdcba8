import type { Api } from './trpc-client.ts'
import { CroniclError } from './cronicl-error.ts'
import type { ErrorCode, Job } from './types.ts'

export interface WaitOptions {
  /** Called with each change, the last one included. */
  onProgress?: (job: Job) => void
  /** Stops the waiting; the job goes on. Use `api.jobs.cancel` to stop the job. */
  signal?: AbortSignal
}

/** A job that did not succeed. `code` is the job's error, or `CONFLICT` when it was canceled. */
export class JobError extends CroniclError {
  readonly job: Job

  constructor(job: Job) {
    super((job.error?.code as ErrorCode | undefined) ?? 'CONFLICT', job.error?.message ?? 'The job was canceled.')
    this.name = 'JobError'
    this.job = job
  }
}

const ended = new Set<Job['status']>(['succeeded', 'failed', 'canceled'])

/** Every change of a job, from its present state to its end. A lost connection is resumed where it was. */
export async function* jobEvents(api: Api, id: string, signal?: AbortSignal): AsyncGenerator<Job, void> {
  const options = { context: { resumable: true }, ...(signal ? { signal } : {}) }
  for await (const { data: job } of api.jobs.watch.subscribe({ id }, options)) {
    yield job
    if (ended.has(job.status)) return
  }
}

/** The job when it has succeeded; throws `JobError` when it failed or was canceled. */
export async function waitForJob(api: Api, id: string, options: WaitOptions = {}): Promise<Job> {
  for await (const job of jobEvents(api, id, options.signal)) {
    options.onProgress?.(job)
    if (job.status === 'succeeded') return job
    if (ended.has(job.status)) throw new JobError(job)
  }
  throw new CroniclError(
    'NETWORK_ERROR',
    'The server stopped telling of the job before it ended. Ask again with `jobs.wait`.',
  )
}
