import { minuteMs } from '@cronicl/core'
import { type JobDefinition, defineJob, jobPayload } from '@cronicl/jobs'
import { z } from 'zod'

/** A job that takes its time and leaves one row behind, for tests and benchmarks of the worker itself. */
export const testWork = defineJob({
  name: 'test-work',
  kind: 'test',
  payload: jobPayload,
  policy: { concurrency: 4, maxFailures: 3, retryDelaysMs: [1_000], maxDeaths: 20, timeoutMs: minuteMs },
}) satisfies JobDefinition

export const testWorkInput = z.object({
  /** How long the handler works. */
  workMs: z.number(),
  /** Whether it leaves a row in `test_effects` as it succeeds. */
  effect: z.boolean(),
})

/** `job_id` is no key on purpose: an effect that happened twice shall be seen. */
export const effectsTable = 'CREATE TABLE test_effects (job_id text NOT NULL, attempt int NOT NULL)'

/** What a test worker is told on its command line, as JSON. */
export interface TestWorkerOptions {
  url: string
  concurrency: number
  /** How long jobs in hand may go on after SIGTERM. */
  finishMs: number
}

/** What a test worker says over its IPC channel. */
export type TestWorkerMessage =
  | { type: 'ready' }
  /** A handler's first line, with the machine's monotonic clock in nanoseconds. */
  | { type: 'picked'; jobId: string; attempt: number; atNs: string }
  /** The handler has done its work, or was told to stop. */
  | { type: 'done' | 'stopped'; jobId: string; attempt: number }
