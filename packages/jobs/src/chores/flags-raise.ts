import { hourMs, minuteMs } from '@cronicl/core'
import { z } from 'zod'
import { defineChore } from './define-chore.ts'

/** Looks for use that an admin should look at. */
export const flagsRaise = defineChore({
  name: 'flags-raise',
  payload: z.strictObject({}),
  policy: { concurrency: 1, maxDeliveries: 3, retryDelayMs: 1 * minuteMs, timeoutMs: 10 * minuteMs },
  schedule: { everyMs: 1 * hourMs, offsetMs: 5 * minuteMs },
})
