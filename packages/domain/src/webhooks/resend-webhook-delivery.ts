import { AppError, addMs } from '@cronicl/core'
import { webhookSend } from '@cronicl/jobs'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { leaseMs } from './claim-delivery.ts'
import { type DeliveryView, deliverySelect, toDeliveryView } from './delivery-view.ts'

export const resendWebhookDeliveryInput = z.strictObject({ id: z.string().max(64) })

/**
 * Sends a message again, at once and then by the same ladder, whatever became of it before: the same id and body under
 * a new timestamp. One that is being sent, or is about to be, is left alone. CONFLICT while its endpoint is disabled.
 */
export async function resendWebhookDelivery(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof resendWebhookDeliveryInput>,
): Promise<DeliveryView> {
  const mine = { id: input.id, userId: requireUserId(ctx) }
  const at = ctx.clock.now()
  return ctx.transact(async ({ db, enqueue }) => {
    const found = await db.webhookDelivery.findFirst({
      where: mine,
      select: { endpoint: { select: { disabledAt: true } } },
    })
    if (!found) throw new AppError('NOT_FOUND', 'There is no such delivery.')
    if (found.endpoint.disabledAt)
      throw new AppError('CONFLICT', 'Its endpoint is disabled: enable it, then send again.')
    const isIdle = [{ state: { not: 'pending' as const } }, { nextAttemptAt: { gt: addMs(at, leaseMs) } }]
    const [row] = await db.webhookDelivery.updateManyAndReturn({
      where: { ...mine, OR: isIdle },
      data: { state: 'pending', attempts: 0, nextAttemptAt: at, completedAt: null },
      select: deliverySelect,
    })
    if (row) await enqueue(webhookSend, { deliveryId: row.id }, { group: row.endpointId })
    return toDeliveryView(row ?? (await db.webhookDelivery.findFirstOrThrow({ where: mine, select: deliverySelect })))
  })
}
