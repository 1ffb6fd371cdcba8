import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { type EndpointView, endpointIdInput, findEndpoint, toEndpointView } from './endpoint-view.ts'

export const getWebhookEndpointInput = z.strictObject(endpointIdInput)

/** One of the caller's endpoints. `NOT_FOUND` for another user's. */
export async function getWebhookEndpoint(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof getWebhookEndpointInput>,
): Promise<EndpointView> {
  return toEndpointView(await findEndpoint(ctx, input.id))
}
