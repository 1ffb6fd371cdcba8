import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { endpointIdInput, noEndpoint } from './endpoint-view.ts'

export const deleteWebhookEndpointInput = z.strictObject(endpointIdInput)
export const deleteWebhookEndpointOutput = z.object({ id: z.string() })

/** Removes one of the caller's endpoints with its log; what waits to be sent to it is not sent. */
export async function deleteWebhookEndpoint(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof deleteWebhookEndpointInput>,
): Promise<{ id: string }> {
  const { count } = await ctx.db.webhookEndpoint.deleteMany({ where: { id: input.id, userId: requireUserId(ctx) } })
  if (count === 0) throw noEndpoint()
  return { id: input.id }
}
