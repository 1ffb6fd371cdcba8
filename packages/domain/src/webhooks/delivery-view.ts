import type { Prisma } from '@cronicl/db'
import { z } from 'zod'

export const deliverySelect = {
  id: true,
  endpointId: true,
  eventId: true,
  eventType: true,
  body: true,
  state: true,
  attempts: true,
  log: true,
  nextAttemptAt: true,
  createdAt: true,
  completedAt: true,
} satisfies Prisma.WebhookDeliverySelect

type DeliveryRow = Prisma.WebhookDeliveryGetPayload<{ select: typeof deliverySelect }>

/** One attempt as it is kept; the column `log`. */
export const attemptLog = z.object({
  at: z.string(),
  status: z.int().nullable().describe('What the receiver answered; null when it did not'),
  durationMs: z.int(),
  error: z.string().nullable(),
})
export type AttemptLog = z.infer<typeof attemptLog>

export const deliveryState = z.enum(['pending', 'succeeded', 'failed'])

export const deliveryView = z.object({
  id: z.string().describe('The `webhook-id`, the same on every attempt'),
  endpointId: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  body: z.string().describe('Exactly as it is signed and sent'),
  state: deliveryState,
  attempts: z.int(),
  log: z.array(attemptLog).describe('The attempts, oldest first; the last 50'),
  nextAttemptAt: z.string().nullable(),
  createdAt: z.string(),
  completedAt: z.string().nullable(),
})
export type DeliveryView = z.infer<typeof deliveryView>

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    ...row,
    log: z.array(attemptLog).parse(row.log),
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
  }
}
