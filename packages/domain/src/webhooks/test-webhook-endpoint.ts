import { AppError, newId } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type DeliveryView, deliverySelect, toDeliveryView } from './delivery-view.ts'
import { endpointIdInput, findEndpoint } from './endpoint-view.ts'
import { eventBody } from './event-body.ts'
import { testEventType } from './event-types.ts'
import { startDeliveries } from './start-deliveries.ts'

export const testWebhookEndpointInput = z.strictObject(endpointIdInput)

/** Tests of an endpoint that does not answer must not pile up. */
const waitingMax = 10

/** Sends an endpoint a message of the type `endpoint.test`, as any other is sent; what became of it is in its log. `RATE_LIMITED` while ten wait. */
export async function testWebhookEndpoint(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof testWebhookEndpointInput>,
): Promise<DeliveryView> {
  const userId = requireUserId(ctx)
  const at = ctx.clock.now()
  return ctx.transact(async (tx) => {
    const { id: endpointId } = await findEndpoint({ ...tx, actor: ctx.actor }, input.id)
    const waiting = { endpointId, eventType: testEventType, state: 'pending' as const }
    if ((await tx.db.webhookDelivery.count({ where: waiting })) >= waitingMax)
      throw new AppError('RATE_LIMITED', `${waitingMax} test messages wait to be sent there already; look at its log.`)
    const body = eventBody(testEventType, at, { endpointId })
    const event = { endpointId, userId, eventId: newId('event', at.getTime()), eventType: testEventType, body }
    const [id = ''] = await startDeliveries(tx, [event], { at })
    return toDeliveryView(await tx.db.webhookDelivery.findUniqueOrThrow({ where: { id }, select: deliverySelect }))
  })
}
