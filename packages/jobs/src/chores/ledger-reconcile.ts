import { dayMs, hourMs, minuteMs } from '@cronicl/core'
import { z } from 'zod'
import { defineChore } from './define-chore.ts'

/** Compares the counters with the ledger that they are sums of, every night. */
export const ledgerReconcile = defineChore({
  name: 'ledger-reconcile',
  payload: z.strictObject({}),
  policy: { concurrency: 1, maxDeliveries: 3, retryDelayMs: 10 * minuteMs, timeoutMs: 60 * minuteMs },
  schedule: { everyMs: 1 * dayMs, offsetMs: 3 * hourMs + 41 * minuteMs },
})
