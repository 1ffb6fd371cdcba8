import { AppError, newId } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { checkEndpointUrl, endpointDescriptionInput, endpointUrlInput } from './endpoint-url.ts'
import { endpointSelect, endpointView, toEndpointView } from './endpoint-view.ts'
import { eventTypesInput } from './event-types.ts'
import { seal } from './secret-box.ts'
import { newWebhookSecret } from './signing.ts'

/** What a user may have; each event is sent to every one of them. */
const endpointsMax = 10

export const createWebhookEndpointInput = z.strictObject({
  url: endpointUrlInput,
  description: endpointDescriptionInput.default(''),
  eventTypes: eventTypesInput.default(['*']),
})
export const createWebhookEndpointOutput = endpointView.extend({
  secret: z.string().describe('Verifies signatures; shown this once'),
})

/**
 * Registers an address to be told of events from now on. Its secret is shown here and never again. LIMIT_EXCEEDED
 * beyond ten endpoints.
 */
export async function createWebhookEndpoint(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock' | 'config'>,
  input: z.infer<typeof createWebhookEndpointInput>,
): Promise<z.infer<typeof createWebhookEndpointOutput>> {
  const userId = requireUserId(ctx)
  const url = checkEndpointUrl(ctx, input.url)
  const at = ctx.clock.now()
  const id = newId('webhookEndpoint', at.getTime())
  const secret = newWebhookSecret()
  const row = await ctx.transact(async ({ db }) => {
    // Registrations of one user wait for each other, so that the count holds.
    await db.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
    const used = await db.webhookEndpoint.count({ where: { userId } })
    if (used >= endpointsMax)
      throw new AppError('LIMIT_EXCEEDED', `You have ${used} webhook endpoints, the most there can be. Delete one.`, {
        details: { metric: 'webhookEndpoints', limit: endpointsMax, used },
      })
    return db.webhookEndpoint.create({
      data: {
        id,
        userId,
        url,
        description: input.description,
        eventTypes: input.eventTypes,
        secret: seal(ctx.config.webhooks.secretKeys, id, secret),
        createdAt: at,
        updatedAt: at,
      },
      select: endpointSelect,
    })
  })
  return { ...toEndpointView(row), secret }
}
