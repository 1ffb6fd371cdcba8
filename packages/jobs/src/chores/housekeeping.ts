import { hourMs, minuteMs } from '@cronicl/core'
import { z } from 'zod'
import { defineChore } from './define-chore.ts'

/** Takes away what has outlived its use. */
export const housekeeping = defineChore({
  name: 'housekeeping',
  payload: z.strictObject({}),
  policy: { concurrency: 1, maxDeliveries: 3, retryDelayMs: 1 * minuteMs, timeoutMs: 30 * minuteMs },
  schedule: { everyMs: 1 * hourMs, offsetMs: 17 * minuteMs },
})
