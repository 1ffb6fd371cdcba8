import type { DomainContext } from '../context.ts'
import { type Refusal, limitExceeded } from './limit-exceeded.ts'
import { plansJson } from './plans.ts'

type StorageContext = Pick<DomainContext, 'db' | 'clock' | 'config'>

/**
 * `LIMIT_EXCEEDED` (metric `storageBytes`) unless so many bytes more would fit into the user's library. Before bytes are
 * taken in, so that nothing is worked on in vain; within a transaction it stays true until that ends.
 */
export async function requireStorage(ctx: StorageContext, userId: string, sizeBytes: number): Promise<void> {
  const refusal = await storageRefusal(ctx, userId, sizeBytes)
  if (refusal) throw limitExceeded(refusal, ctx.clock.now())
}

/**
 * `LIMIT_EXCEEDED` when the library is too full for the asset of `sizeBytes` that the caller's transaction has just
 * written (its trigger has counted it, and has locked the user). Warns when four fifths of the limit are reached.
 */
export async function confirmStorage(ctx: StorageContext, userId: string, sizeBytes: number): Promise<void> {
  const refusal = await storageRefusal(ctx, userId, 0)
  if (refusal) throw limitExceeded({ ...refusal, used: refusal.used - sizeBytes }, ctx.clock.now())
}

async function storageRefusal(ctx: StorageContext, userId: string, bytes: number): Promise<Refusal | null> {
  const [row] = await ctx.db.$queryRaw<{ refusal: Refusal | null }[]>`
    SELECT usage_storage(${userId}, ${ctx.clock.now()}::timestamptz, ${bytes}::bigint,
      ${plansJson(ctx.config.usage.plans)}::jsonb) AS refusal`
  return row?.refusal ?? null
}
