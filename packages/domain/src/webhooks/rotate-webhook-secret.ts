import { addMs, dayMs } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { endpointIdInput, noEndpoint } from './endpoint-view.ts'
import { seal } from './secret-box.ts'
import { newWebhookSecret } from './signing.ts'

export const rotateWebhookSecretInput = z.strictObject(endpointIdInput)
export const rotateWebhookSecretOutput = z.object({
  id: z.string(),
  secret: z.string().describe('The new one; shown this once'),
  previousSecretUntil: z.string().describe('Until then every message is signed by both'),
})

/** Gives an endpoint a new secret. The one before signs along for a day, so that its receiver can change over. */
export async function rotateWebhookSecret(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock' | 'config'>,
  input: z.infer<typeof rotateWebhookSecretInput>,
): Promise<z.infer<typeof rotateWebhookSecretOutput>> {
  const at = ctx.clock.now()
  const previousUntil = addMs(at, 1 * dayMs)
  const secret = newWebhookSecret()
  const mine = { id: input.id, userId: requireUserId(ctx) }
  await ctx.transact(async ({ db }) => {
    await db.$queryRaw`SELECT 1 FROM webhook_endpoints WHERE id = ${input.id} FOR UPDATE`
    const row = await db.webhookEndpoint.findFirst({ where: mine, select: { secret: true } })
    if (!row) throw noEndpoint()
    await db.webhookEndpoint.update({
      where: mine,
      data: {
        secret: seal(ctx.config.webhooks.secretKeys, input.id, secret),
        previousSecret: row.secret,
        previousUntil,
        updatedAt: at,
      },
      select: { id: true },
    })
  })
  return { id: input.id, secret, previousSecretUntil: previousUntil.toISOString() }
}
