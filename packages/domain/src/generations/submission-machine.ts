import { AppError, type Clock } from '@cronicl/core'
import { type Billed, type Db, Prisma, type SubmissionState } from '@cronicl/db'
import type { Operation } from '@cronicl/providers'

/** An output that lies in our store until it is an asset. */
export interface StoredOutput {
  key: string
  sizeBytes: number
}

/** What a submission has cost, as far as anybody knows. */
interface Bill {
  billed: Billed
  /** What the provider takes. */
  costMicroUsd: number
}

/** What can become known of a submission; each moves it forward, or says nothing new. */
export type SubmissionNews =
  /** It is about to be sent. */
  | { state: 'submitting'; deadlineAt: Date }
  /** The provider has the work. */
  | { state: 'submitted'; operation: Operation; externalId: string | null }
  /** It was sent, and whether the provider has the work nobody here knows. */
  | { state: 'unknown' }
  | ({ state: 'succeeded'; outputs: StoredOutput[]; model?: string; externalId?: string | null } & Bill)
  | ({ state: 'failed'; errorCode: string; errorMessage: string } & Bill)
  | ({ state: 'canceled' } & Bill)

/** From where each state is reached. What has ended stays as it is, and nothing goes back. */
const before: Readonly<Record<SubmissionState, readonly SubmissionState[]>> = {
  intent: [],
  submitting: ['intent'],
  unknown: ['submitting'],
  submitted: ['submitting', 'unknown'],
  succeeded: ['submitting', 'unknown', 'submitted'],
  failed: ['submitting', 'unknown', 'submitted'],
  canceled: ['intent', 'submitting', 'unknown', 'submitted'],
}

/** States in which a provider may be at work, or may be about to. */
export const liveStates = ['intent', 'submitting', 'submitted', 'unknown'] as const satisfies SubmissionState[]
/** Those in which a create may have reached the provider. */
export const sentStates = ['submitting', 'submitted', 'unknown'] as const satisfies SubmissionState[]

export function isLive(state: SubmissionState): boolean {
  return liveStates.some((live) => live === state)
}

export function mayBecome(from: SubmissionState, to: SubmissionState): boolean {
  return before[to].includes(from)
}

/** Which submission, and who says so. */
export interface SubmissionTarget {
  id: string
  jobId: string
  /**
   * The attempt that decides. Null for what is true whoever tells it, and must not be lost with whoever heard it: the
   * answer to the create itself, and where the work is found.
   */
  attempt: number | null
}

/**
 * The one way in which news change a submission: once, from a state that comes before, and only while the attempt that
 * tells them has the job. Call it in a transaction. Returns whether anything changed; when not, read what stands.
 * @throws AppError CONFLICT when the attempt has lost its job
 */
export async function applyStatus(
  tx: { db: Db; clock: Clock },
  target: SubmissionTarget,
  news: SubmissionNews,
): Promise<boolean> {
  if (target.attempt !== null) {
    const job = await holdAttempt(tx.db, { jobId: target.jobId, attempt: target.attempt })
    // Nothing is bought for somebody who has called it off.
    if (news.state === 'submitting' && job.cancelRequestedAt) return false
  }
  const { count } = await tx.db.submission.updateMany({
    where: { id: target.id, jobId: target.jobId, state: { in: [...before[news.state]] } },
    data: columnsOf(news, tx.clock.now()),
  })
  return count === 1
}

/**
 * Keeps the attempt's hold on its job until the transaction ends: nobody takes the job over or ends it meanwhile.
 * @throws AppError CONFLICT when another has it by now
 */
export async function holdAttempt(
  db: Db,
  { jobId, attempt }: { jobId: string; attempt: number },
): Promise<{ cancelRequestedAt: Date | null }> {
  const [job] = await db.$queryRaw<{ cancelRequestedAt: Date | null }[]>`
    SELECT cancel_requested_at AS "cancelRequestedAt" FROM jobs
    WHERE id = ${jobId} AND status = 'running' AND attempts = ${attempt} FOR NO KEY UPDATE`
  if (!job) throw new AppError('CONFLICT', 'The attempt no longer has its job.')
  return job
}

/** What the row says after the news. */
export function columnsOf(news: SubmissionNews, at: Date): Prisma.SubmissionUpdateManyMutationInput {
  switch (news.state) {
    case 'submitting':
      return { state: news.state, submittingAt: at, deadlineAt: news.deadlineAt, billed: 'unknown' }
    case 'unknown':
      return { state: news.state }
    case 'submitted':
      return { state: news.state, operation: news.operation, externalId: news.externalId, submittedAt: at }
    case 'succeeded': {
      const { state, outputs, model, externalId } = news
      const named = { ...(model ? { model } : {}), ...(externalId ? { externalId } : {}) }
      return { state, ...named, outputs: outputs as unknown as Prisma.InputJsonArray, ...billColumns(news, at) }
    }
    case 'failed': {
      const { state, errorCode, errorMessage } = news
      return { state, errorCode, errorMessage, ...billColumns(news, at) }
    }
    case 'canceled':
      return { state: news.state, ...billColumns(news, at) }
  }
}

function billColumns({ billed, costMicroUsd }: Bill, at: Date): Prisma.SubmissionUpdateManyMutationInput {
  return { billed, costMicroUsd: BigInt(costMicroUsd), endedAt: at }
}
