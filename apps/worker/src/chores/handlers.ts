import { housekeep, raiseFlags, reconcile, sendWebhook } from '@cronicl/domain'
import type { ChoreHandlers } from './chore-handler.ts'

/** What runs each kind of chore. A kind without its line does not compile. */
export const choreHandlers = {
  'webhook-send': sendWebhook,
  housekeeping: (ctx, _payload, signal) => housekeep(ctx, signal),
  'ledger-reconcile': (ctx) => reconcile(ctx),
  'flags-raise': (ctx) => raiseFlags(ctx),
} satisfies ChoreHandlers
