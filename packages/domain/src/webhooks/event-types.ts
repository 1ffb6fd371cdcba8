import { z } from 'zod'

/** What happens to a user's things and can be told to an endpoint. The triggers on the tables write these words too. */
export const webhookEventTypes = [
  'job.succeeded',
  'job.failed',
  'job.canceled',
  'asset.created',
  'usage.threshold',
] as const

/** The type of the message that `webhooks.test` sends, whatever an endpoint asked for. */
export const testEventType = 'endpoint.test'

/** Which events an endpoint is told of; `*` is all, also of kinds that come later. */
export const eventTypesInput = z
  .array(z.enum([...webhookEventTypes, '*']))
  .min(1)
  .max(webhookEventTypes.length + 1)
  .transform((types) => [...new Set(types)])
