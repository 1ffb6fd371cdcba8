import type { DomainContext, RunningJob } from '@cronicl/domain'
import type { JobName } from '@cronicl/jobs'

/**
 * Does a job: calls one verb, which ends with `running.succeed`. It may be called again for the same job (a worker died,
 * or an error that may pass), so the verb looks at the state of things first.
 */
export type JobHandler<Context = DomainContext> = (ctx: Context, running: RunningJob) => Promise<void>

/** One handler for each kind of job in the registry. */
export type JobHandlers<Context = DomainContext, Name extends string = JobName> = Readonly<
  Record<Name, JobHandler<Context>>
>
