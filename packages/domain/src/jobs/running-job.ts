import type { Issue } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import type { Transaction } from '../context.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import type { JobResult } from './job-view.ts'

export interface JobOutcome extends JobResult {
  warnings?: Issue[]
  /** By default what `usage` says was spent. */
  costMicroUsd?: number
  /** What was used in fact: posted in place of the job's reservation. Without it, nothing was. */
  usage?: JobUsage
}

/** How a job ends that was canceled while it ran. */
export interface JobCancellation {
  costMicroUsd: number
  /** What has to be paid all the same. */
  usage?: JobUsage
}

/** What a handler knows of its job and can do to it. */
export interface RunningJob {
  readonly jobId: string
  readonly userId: string
  /** From 1; rises each time that a worker takes the job. */
  readonly attempt: number
  /** As it was given to `startJob`. */
  readonly input: Prisma.JsonValue
  /** Aborts when the attempt must stop: canceled, taken over, too slow, or the worker is shutting down. */
  readonly signal: AbortSignal
  /**
   * Tells the user how far the job is, in percent of the whole. Costs nothing to call often; never goes back; 100 is
   * kept for success.
   */
  report(stage: string, progress: number): void
  /**
   * Ends the job as succeeded, once and for all, and runs `work` (an asset's row) in the same transaction, before what
   * was used is posted. Throws, with nothing written, when the attempt no longer has the job: what it stored is then
   * its own to remove.
   */
  succeed(outcome: JobOutcome, work?: (tx: Transaction) => Promise<void>): Promise<void>
  /** Ends the job as canceled; otherwise as `succeed`. The handler then returns. */
  cancel(ended: JobCancellation, work?: (tx: Transaction) => Promise<void>): Promise<void>
}
