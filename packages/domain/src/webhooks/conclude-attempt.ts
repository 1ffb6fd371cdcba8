import { addMs, dayMs } from '@cronicl/core'
import { type Db, Prisma } from '@cronicl/db'
import { webhookSend } from '@cronicl/jobs'
import type { DomainContext } from '../context.ts'
import type { ClaimedDelivery } from './claim-delivery.ts'
import type { AttemptLog } from './delivery-view.ts'
import { type PostedMessage, isSuccess } from './post-message.ts'
import { nextWaitMs } from './retry-ladder.ts'

/** Nothing but failures for this long, and an endpoint is disabled. */
const patienceMs = 5 * dayMs
const logLength = 50

export type AttemptOutcome = 'succeeded' | 'retrying' | 'failed' | 'lost'

type ConcludeContext = Pick<DomainContext, 'transact' | 'clock'>

/**
 * Records how an attempt went and plans the next one, in one transaction. A success counts whoever reports it, so that
 * what has arrived is not sent again; a failure counts only while the attempt still has the message (`lost` otherwise).
 */
export async function concludeAttempt(
  ctx: ConcludeContext,
  claimed: ClaimedDelivery,
  posted: PostedMessage,
): Promise<AttemptOutcome> {
  return isSuccess(posted.log.status) ? recordSuccess(ctx, claimed, posted.log) : recordFailure(ctx, claimed, posted)
}

function recordSuccess(ctx: ConcludeContext, claimed: ClaimedDelivery, log: AttemptLog): Promise<AttemptOutcome> {
  return ctx.transact(async ({ db }) => {
    const changed = await writeAttempt(db, claimed, {
      log,
      set: Prisma.sql`state = 'succeeded', next_attempt_at = NULL, completed_at = ${ctx.clock.now()}`,
      fence: Prisma.empty,
    })
    if (!changed) return 'lost'
    await db.webhookEndpoint.updateMany({
      where: { id: claimed.endpointId, failingSince: { not: null } },
      data: { failingSince: null },
    })
    return 'succeeded'
  })
}

function recordFailure(
  ctx: ConcludeContext,
  claimed: ClaimedDelivery,
  { log, retryAfterMs }: PostedMessage,
): Promise<AttemptOutcome> {
  return ctx.transact(async ({ db, enqueue }) => {
    const at = ctx.clock.now()
    const disabled = await noteFailure(db, claimed.endpointId, { at, isGone: log.status === 410 })
    const waitMs = disabled ? null : nextWaitMs(claimed.attempt, retryAfterMs)
    const changed = await writeAttempt(db, claimed, {
      log,
      set:
        waitMs === null
          ? Prisma.sql`state = 'failed', next_attempt_at = NULL, completed_at = ${at}`
          : Prisma.sql`next_attempt_at = ${addMs(at, waitMs)}`,
      fence: Prisma.sql`AND next_attempt_at = ${claimed.leaseUntil}`,
    })
    if (!changed) return 'lost'
    if (waitMs === null) return 'failed'
    // After what is sent for the first time: an endpoint that fails keeps nobody waiting.
    const options = { startAfterMs: waitMs, group: claimed.endpointId, priority: -1 }
    await enqueue(webhookSend, { deliveryId: claimed.id }, options)
    return 'retrying'
  })
}

/** Whether the endpoint is disabled, be it by this failure. */
async function noteFailure(db: Db, id: string, failure: { at: Date; isGone: boolean }): Promise<boolean> {
  const { at, isGone } = failure
  const patientUntil = addMs(at, -patienceMs)
  const [row] = await db.$queryRaw<{ disabled: boolean }[]>`
    UPDATE webhook_endpoints SET failing_since = COALESCE(failing_since, ${at}),
      disabled_reason = CASE WHEN disabled_at IS NOT NULL THEN disabled_reason WHEN ${isGone} THEN 'gone'
                             WHEN failing_since <= ${patientUntil} THEN 'failing' END,
      disabled_at = CASE WHEN disabled_at IS NOT NULL THEN disabled_at
                         WHEN ${isGone} OR failing_since <= ${patientUntil} THEN ${at} END
    WHERE id = ${id} RETURNING disabled_at IS NOT NULL AS disabled`
  return row?.disabled ?? true
}

interface Attempted {
  log: AttemptLog
  set: Prisma.Sql
  fence: Prisma.Sql
}

async function writeAttempt(db: Db, { id }: ClaimedDelivery, { log, set, fence }: Attempted): Promise<boolean> {
  const entry = JSON.stringify([log])
  const count = await db.$executeRaw`
    UPDATE webhook_deliveries SET ${set},
      log = (CASE WHEN jsonb_array_length(log) >= ${logLength} THEN log - 0 ELSE log END) || ${entry}::jsonb
    WHERE id = ${id} AND state = 'pending' ${fence}`
  return count === 1
}
