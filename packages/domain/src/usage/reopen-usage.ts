import { addMs } from '@cronicl/core'
import type { DomainContext } from '../context.ts'
import { type Refusal, limitExceeded, refusalOf } from './limit-exceeded.ts'
import { plansJson } from './plans.ts'

type Answer = { outcome: 'granted' | 'settled' | 'unknown' } | ({ outcome: 'refused' } & Refusal)

/**
 * Opens a released reservation again with the amounts that it had, for work that is given a fresh start. `LIMIT_EXCEEDED`
 * when they do not fit any more. Nothing happens to one that is open or settled, or that there is none of.
 */
export async function reopenUsage(
  ctx: Pick<DomainContext, 'db' | 'clock' | 'config'>,
  hold: { id: string; expiresInMs: number },
): Promise<void> {
  const at = ctx.clock.now()
  const [row] = await ctx.db.$queryRaw<{ answer: Answer }[]>`
    SELECT usage_reopen(${hold.id}, ${at}::timestamptz, ${addMs(at, hold.expiresInMs)}::timestamptz,
      ${plansJson(ctx.config.usage.plans)}::jsonb) AS answer`
  if (row?.answer.outcome === 'refused') throw limitExceeded(refusalOf(row.answer), at)
}
