import type { Prisma } from '@cronicl/db'
import type { JobDefinition } from '@cronicl/jobs'
import type { Transaction } from '../context.ts'
import type { ClaimedJob } from './claim-job.ts'

export interface Requeue {
  startAfterMs?: number
  /** Columns that change along. */
  data?: Prisma.JobUpdateManyMutationInput
}

/**
 * Puts a running attempt's job back on the queue under a new message, in the caller's transaction; the old message is
 * stale from then on. It keeps its turn. Returns false, with nothing changed, when the attempt no longer has the job.
 */
export async function requeueJob(
  tx: Transaction,
  definition: JobDefinition,
  claimed: ClaimedJob,
  requeue: Requeue = {},
): Promise<boolean> {
  const carrierId = crypto.randomUUID()
  const [row] = await tx.db.job.updateManyAndReturn({
    where: { id: claimed.id, status: 'running', attempts: claimed.attempt },
    data: { ...requeue.data, status: 'queued', stage: 'queued', carrierId },
    select: { turn: true },
  })
  if (!row) return false
  const { startAfterMs = 0 } = requeue
  await tx.enqueue(
    definition,
    { jobId: claimed.id, attemptBase: claimed.attempt },
    { carrierId, startAfterMs, priority: -row.turn },
  )
  return true
}
