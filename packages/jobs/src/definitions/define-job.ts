import { z } from 'zod'

/** How one kind of job is run and when it is given up. */
export interface JobPolicy {
  /** How many of them one worker process runs at a time; `cores` is one for each processor. */
  concurrency: number | 'cores'
  /** The handler's failures after which the job has failed; 1 never tries again. */
  maxFailures: number
  /** The wait after the first, the second, … failure; the last one repeats. */
  retryDelaysMs: readonly number[]
  /** How often a worker may die on it before the job is given up: it may be what kills them. */
  maxDeaths: number
  /** An attempt is aborted after this long. */
  timeoutMs: number
}

export interface JobDefinition<Name extends string = string, Payload extends object = JobPayload> {
  /** Noun-verb; also the queue's name. */
  name: Name
  /** What the user sees as the job's kind. */
  kind: string
  payload: z.ZodType<Payload>
  policy: JobPolicy
}

/** What the queue carries: ids only, because the job's row is the truth. */
export const jobPayload = z.strictObject({
  jobId: z.string().max(64),
  /** Attempts of the job before this message; this message's n-th delivery is attempt `base + n`. */
  attemptBase: z.int().min(0),
})
export type JobPayload = z.infer<typeof jobPayload>

/** Declares a kind of job. It needs a line in the registry and a handler in apps/worker. */
export function defineJob<const Name extends string, Payload extends object>(
  definition: JobDefinition<Name, Payload>,
): JobDefinition<Name, Payload> {
  const { maxFailures, retryDelaysMs, timeoutMs } = definition.policy
  if (maxFailures > 1 && retryDelaysMs.length === 0)
    throw new RangeError(`${definition.name}: a retried job needs a delay`)
  if (maxFailures < 1 || timeoutMs < 1_000)
    throw new RangeError(`${definition.name}: nothing could ever run under this policy`)
  return definition
}
