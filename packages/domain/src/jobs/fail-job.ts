import { AppError, toAppError } from '@cronicl/core'
import type { JobDefinition } from '@cronicl/jobs'
import type { DomainContext } from '../context.ts'
import type { ClaimedJob } from './claim-job.ts'
import { endJob } from './end-job.ts'
import { requeueJob } from './requeue-job.ts'

export type Failure = 'retrying' | 'failed' | 'lost'

/**
 * Records that an attempt failed. Errors that may pass by themselves (a column of the error table) send the job back
 * to the queue until the policy has had enough; any other ends it. So does one whose work has been paid, or may have
 * been (`details.billed`): it must not be bought twice. What the row keeps of the error is its code and the
 * message that was written for the user. `lost` when the attempt no longer has the job.
 */
export async function failJob(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'config'>,
  definition: JobDefinition,
  claimed: ClaimedJob,
  cause: unknown,
): Promise<Failure> {
  const { code, message, policy } = publicError(cause)
  const failures = claimed.failures + 1
  const { maxFailures, retryDelaysMs } = definition.policy
  const errorColumns = { errorCode: code, errorMessage: message, failures }
  return ctx.transact(async (tx) => {
    if (policy.retry && !mayBeBilled(cause) && failures < maxFailures) {
      const startAfterMs = retryDelaysMs[Math.min(failures, retryDelaysMs.length) - 1] ?? 0
      return (await requeueJob(tx, definition, claimed, { startAfterMs, data: errorColumns })) ? 'retrying' : 'lost'
    }
    const fence = { id: claimed.id, status: 'running' as const, attempts: claimed.attempt }
    return (await endJob({ db: tx.db, clock: ctx.clock, config: ctx.config }, fence, {
      status: 'failed',
      ...errorColumns,
    }))
      ? 'failed'
      : 'lost'
  })
}

/** Whether a provider charges for what failed, as far as anybody knows. */
function mayBeBilled(cause: unknown): boolean {
  const billed = cause instanceof AppError ? cause.details?.['billed'] : undefined
  return billed !== undefined && billed !== 'no'
}

function publicError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError(
    toAppError(cause).code,
    'Something went wrong on our side. Start the job again; if it stays, report its id.',
    { cause },
  )
}
