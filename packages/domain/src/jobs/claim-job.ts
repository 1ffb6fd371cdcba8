import type { Clock } from '@cronicl/core'
import { type Db, Prisma } from '@cronicl/db'
import type { JobPayload } from '@cronicl/jobs'

export interface Carrier {
  payload: JobPayload
  carrierId: string
  /** Which delivery of its message this is, from 1. */
  delivery: number
}

/** A job in the hands of one worker. */
export interface ClaimedJob {
  id: string
  userId: string
  kind: string
  /** Fences every effect: whoever holds a later one has taken over. */
  attempt: number
  failures: number
  /** Of the row as it was claimed; changes up to it are history. */
  revision: number
  input: Prisma.JsonValue
}

/**
 * Takes the job for the worker that holds its message, or null when there is nothing to do: the job has ended, another
 * message carries it now, or a later delivery of this message has it. A worker that slept through its own death
 * therefore claims nothing, and whoever holds the message always can.
 */
export async function claimJob(ctx: { db: Db; clock: Clock }, carrier: Carrier): Promise<ClaimedJob | null> {
  const { jobId, attemptBase } = carrier.payload
  const attempt = attemptBase + carrier.delivery
  const rows = await ctx.db.$queryRaw<Omit<ClaimedJob, 'id' | 'attempt'>[]>(Prisma.sql`
    UPDATE jobs SET status = 'running', stage = 'starting', progress = 0, attempts = ${attempt},
      started_at = COALESCE(started_at, ${ctx.clock.now()})
    WHERE id = ${jobId} AND carrier_id = ${carrier.carrierId}::uuid AND status IN ('queued', 'running') AND attempts < ${attempt}
    RETURNING user_id AS "userId", kind, failures, revision, input`)
  const [row] = rows
  return row ? { id: jobId, attempt, ...row } : null
}
