import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { checkEndpointUrl, endpointDescriptionInput, endpointUrlInput } from './endpoint-url.ts'
import { type EndpointView, endpointIdInput, endpointSelect, noEndpoint, toEndpointView } from './endpoint-view.ts'
import { eventTypesInput } from './event-types.ts'

export const updateWebhookEndpointInput = z.strictObject({
  ...endpointIdInput,
  url: endpointUrlInput.optional(),
  description: endpointDescriptionInput.optional(),
  eventTypes: eventTypesInput.optional(),
  enabled: z.boolean().optional().describe('Enabling one again forgets that it was failing'),
})

/** Changes one of the caller's endpoints. What waits to be sent goes to the new address. */
export async function updateWebhookEndpoint(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock' | 'config'>,
  input: z.infer<typeof updateWebhookEndpointInput>,
): Promise<EndpointView> {
  const at = ctx.clock.now()
  const { id, url, description, eventTypes, enabled } = input
  const [row] = await ctx.db.webhookEndpoint.updateManyAndReturn({
    where: { id, userId: requireUserId(ctx) },
    data: {
      ...(url === undefined ? {} : { url: checkEndpointUrl(ctx, url) }),
      ...(description === undefined ? {} : { description }),
      ...(eventTypes === undefined ? {} : { eventTypes }),
      ...(enabled === undefined ? {} : { disabledAt: enabled ? null : at, disabledReason: null, failingSince: null }),
      updatedAt: at,
    },
    select: endpointSelect,
  })
  if (!row) throw noEndpoint()
  return toEndpointView(row)
}
