import { AppError, type Clock, newId } from '@cronicl/core'
import type { JobStatus, Prisma } from '@cronicl/db'
import type { JobDefinition } from '@cronicl/jobs'
import { z } from 'zod'
import type { Transaction } from '../context.ts'
import { inputHash } from './input-hash.ts'

/** The field of every mutation that starts work. Keys are the user's own: another user's equal key is another key. */
export const idempotencyKeyInput = z
  .string()
  .min(1)
  .max(255)
  .describe('The same key with the same input gives the same job')

export interface JobRequest {
  definition: JobDefinition
  userId: string
  /** What the handler needs to know, as plain JSON. */
  input: Prisma.InputJsonObject
  idempotencyKey?: string
  estimatedCostMicroUsd?: number
  /** Who does the work, when it is done elsewhere, and with which model. */
  provider?: string
  model?: string
  /** The story that it is for. */
  timelineId?: string
}

export interface StartedJob {
  id: string
  status: JobStatus
  /** False when the idempotency key had been used for the same input: the job is the one of then. */
  created: boolean
}

/**
 * Inserts a job and the message that carries it, in the caller's transaction: both are committed or neither.
 * Throws `IDEMPOTENCY_MISMATCH` when the user has used the key for other input. Calls that race wait for each other.
 * For work that costs something: `admitJob`.
 */
export async function startJob(tx: Transaction & { clock: Clock }, request: JobRequest): Promise<StartedJob> {
  return startJobAfter(tx, request, async () => {})
}

/** As `startJob`; a job that is new is put on the queue only after `admit`, which is told its id and may refuse it. */
export async function startJobAfter(
  tx: Transaction & { clock: Clock },
  request: JobRequest,
  admit: (jobId: string) => Promise<void>,
): Promise<StartedJob> {
  const { definition, input } = request
  const at = tx.clock.now()
  const carrierId = crypto.randomUUID()
  const hash = inputHash(definition.kind, input)
  const id = newId('job', at.getTime())
  const turn = await insertJob(tx, request, { id, at, carrierId, hash })
  if (turn === null) return earlierJob(tx, request, hash)
  await admit(id)
  // Lower turns are served first; whoever is put on the queue again keeps the one that they had.
  await tx.enqueue(definition, { jobId: id, attemptBase: 0 }, { carrierId, priority: -turn })
  return { id, status: 'queued', created: true }
}

/**
 * The new job's turn, or null when its user has used the key before. Locks the user until the transaction ends, so that
 * turns and limits are given to one job of a user at a time; then waits while another transaction inserts the same key.
 */
async function insertJob(
  { db }: Transaction,
  request: JobRequest,
  columns: { id: string; at: Date; carrierId: string; hash: string },
): Promise<number | null> {
  const { definition, userId, idempotencyKey = null, estimatedCostMicroUsd = 0 } = request
  const { provider = null, model = null, timelineId = null } = request
  const { id, at, carrierId, hash } = columns
  const [row] = await db.$queryRaw<{ turn: number }[]>`
    INSERT INTO jobs (id, user_id, kind, carrier_id, input, input_hash, idempotency_key, estimated_cost_micro_usd,
      provider, model, timeline_id, created_at, turn)
    VALUES (${id}, ${userId}, ${definition.kind}, ${carrierId}::uuid, ${JSON.stringify(request.input)}::jsonb, ${hash},
      ${idempotencyKey}, ${estimatedCostMicroUsd}::bigint, ${provider}, ${model}, ${timelineId}, ${at}::timestamptz,
      job_turn(${userId}, ${definition.kind}))
    ON CONFLICT DO NOTHING RETURNING turn`
  return row?.turn ?? null
}

async function earlierJob({ db }: Transaction, request: JobRequest, hash: string): Promise<StartedJob> {
  const { userId, idempotencyKey = null } = request
  const earlier = await db.job.findFirstOrThrow({
    where: { userId, idempotencyKey },
    select: { id: true, status: true, inputHash: true },
  })
  if (earlier.inputHash === hash) return { id: earlier.id, status: earlier.status, created: false }
  throw new AppError(
    'IDEMPOTENCY_MISMATCH',
    'This idempotency key was used with other input. Take a new key for a new request.',
    { details: { jobId: earlier.id } },
  )
}
