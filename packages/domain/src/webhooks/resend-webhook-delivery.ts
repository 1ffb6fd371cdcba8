import { AppError } from '@cronicl/core'
import { webhookSend } from '@cronicl/jobs'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type DeliveryView, deliverySelect, toDeliveryView } from './delivery-view.ts'

export const resendWebhookDeliveryInput = z.strictObject({ id: z.string().max(64) })

/**
 * Sends a message again, at once and then by the same ladder, whatever became of it before: the same id and body under
 * a new timestamp. CONFLICT while its endpoint is disabled.
 */
export async function resendWebhookDelivery(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof resendWebhookDeliveryInput>,
): Promise<DeliveryView> {
  const mine = { id: input.id, userId: requireUserId(ctx) }
  return ctx.transact(async ({ db, enqueue }) => {
    const [row] = await db.webhookDelivery.updateManyAndReturn({
      where: mine,
      data: { state: 'pending', attempts: 0, nextAttemptAt: ctx.clock.now(), completedAt: null },
      select: deliverySelect,
    })
    if (!row) throw new AppError('NOT_FOUND', 'There is no such delivery.')
    const disabled = await db.webhookEndpoint.count({ where: { id: row.endpointId, disabledAt: { not: null } } })
    if (disabled > 0) throw new AppError('CONFLICT', 'Its endpoint is disabled: enable it, then send again.')
    await enqueue(webhookSend, { deliveryId: row.id }, { group: row.endpointId })
    return toDeliveryView(row)
  })
}
