import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { type DeliveryView, deliverySelect, deliveryState, deliveryView, toDeliveryView } from './delivery-view.ts'
import { endpointIdInput, findEndpoint } from './endpoint-view.ts'

export const listWebhookDeliveriesInput = z.strictObject({
  ...endpointIdInput,
  ...pageInput,
  state: deliveryState.optional(),
})
export const webhookDeliveryPage = z.object({ items: z.array(deliveryView), nextCursor: z.string().nullable() })

/** What was sent to one of the caller's endpoints in the last 30 days and what came of it, newest first. */
export async function listWebhookDeliveries(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof listWebhookDeliveriesInput>,
): Promise<Page<DeliveryView>> {
  const { id: endpointId } = await findEndpoint(ctx, input.id)
  const rows = await ctx.db.webhookDelivery.findMany({
    where: {
      endpointId,
      ...(input.state ? { state: input.state } : {}),
      ...(input.cursor ? { id: { lt: input.cursor } } : {}),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    select: deliverySelect,
  })
  const page = toPage(rows, input.limit)
  return { items: page.items.map(toDeliveryView), nextCursor: page.nextCursor }
}
