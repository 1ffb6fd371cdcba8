import { addMs, dayMs } from '@cronicl/core'
import type { BlobStore, UnfinishedSweep } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'
import { closeSubmissions } from '../generations/close-submissions.ts'
import { sweepOutputs } from '../generations/sweep-outputs.ts'
import { freeExpiredHolds } from '../usage/free-expired-holds.ts'
import { recoverDeliveries } from '../webhooks/recover-deliveries.ts'
import { resealSecrets } from '../webhooks/reseal-secrets.ts'
import { deleteOldRows } from './delete-old-rows.ts'
import { purgeOldTrash } from './purge-old-trash.ts'
import { sweepPassingObjects } from './sweep-passing-objects.ts'

export type HousekeepingContext = Pick<DomainContext, 'db' | 'transact' | 'blobs' | 'config' | 'clock' | 'log'>

type Task = (ctx: HousekeepingContext, signal: AbortSignal) => Promise<unknown>

/** In the order in which they are done. Each can be done at any time and by several at once. */
const tasks: Readonly<Record<string, Task>> = {
  freeExpiredHolds: (ctx) => freeExpiredHolds(ctx),
  recoverDeliveries: (ctx) => recoverDeliveries(ctx),
  resealSecrets,
  closeSubmissions: (ctx) => closeSubmissions(ctx),
  sweepOutputs,
  sweepPassingObjects,
  sweepUnfinished: (ctx) => sweepUnfinished(ctx),
  purgeOldTrash,
  deleteOldRows,
}

/**
 * Takes away what has outlived its use and mends what died halfway. What one task cannot do keeps none of the others
 * from being done; the first error is thrown at the end. Returns what each of them did.
 */
export async function housekeep(ctx: HousekeepingContext, signal: AbortSignal): Promise<Record<string, unknown>> {
  const done: Record<string, unknown> = {}
  const errors: unknown[] = []
  for (const [name, task] of Object.entries(tasks)) {
    signal.throwIfAborted()
    try {
      done[name] = await task(ctx, signal)
    } catch (err) {
      signal.throwIfAborted()
      ctx.log.error({ err, task: name }, 'a part of the housekeeping was not done')
      errors.push(err)
    }
  }
  ctx.log.info({ done }, 'the house was kept')
  if (errors.length > 0) throw errors[0]
  return done
}

/** Writes that a SIGKILL cut off take room, though nobody sees them. */
async function sweepUnfinished({ blobs, clock }: HousekeepingContext): Promise<number> {
  return canSweep(blobs) ? blobs.sweepUnfinished(addMs(clock.now(), -1 * dayMs)) : 0
}

function canSweep(blobs: BlobStore): blobs is BlobStore & UnfinishedSweep {
  return 'sweepUnfinished' in blobs
}
