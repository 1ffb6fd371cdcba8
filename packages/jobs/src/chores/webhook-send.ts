import { minuteMs, secondMs } from '@cronicl/core'
import { z } from 'zod'
import { defineChore } from './define-chore.ts'

/**
 * One attempt to bring a message to an endpoint. Attempts that failed are planned by the delivery's row; the queue's
 * own deliveries are for workers that die.
 */
export const webhookSend = defineChore({
  name: 'webhook-send',
  payload: z.strictObject({ deliveryId: z.string().max(64) }),
  policy: {
    concurrency: 8,
    // The group is the endpoint: one that hangs holds up nobody else.
    perGroup: 1,
    maxDeliveries: 10,
    retryDelayMs: 5 * secondMs,
    timeoutMs: 1 * minuteMs,
  },
})
