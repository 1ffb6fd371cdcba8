import { addMs, minuteMs } from '@cronicl/core'
import { webhookSend } from '@cronicl/jobs'
import type { DomainContext } from '../context.ts'

/** Long enough that a queue that is merely long is not taken for one that has lost something. */
const overdueMs = 30 * minuteMs

/**
 * Sends a new queue message for deliveries that are long overdue: the one that carried them was given up. Harmless where
 * it was not. Returns how many.
 */
export async function recoverDeliveries(
  ctx: Pick<DomainContext, 'transact' | 'clock'>,
  limit = 1_000,
): Promise<number> {
  const at = ctx.clock.now()
  return ctx.transact(async ({ db, enqueue }) => {
    const rows = await db.$queryRaw<{ id: string; endpointId: string }[]>`
      UPDATE webhook_deliveries SET next_attempt_at = ${at}
      WHERE id IN (SELECT id FROM webhook_deliveries WHERE state = 'pending' AND next_attempt_at < ${addMs(at, -overdueMs)}
                   ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, endpoint_id AS "endpointId"`
    for (const { id, endpointId } of rows)
      await enqueue(webhookSend, { deliveryId: id }, { group: endpointId, priority: -1 })
    return rows.length
  })
}
