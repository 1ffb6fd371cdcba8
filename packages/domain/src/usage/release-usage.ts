import type { DomainContext } from '../context.ts'

/** `repeated`: it had ended already, nothing changed. `unknown`: there is no such hold. */
export type ReleaseOutcome = 'released' | 'repeated' | 'unknown'

/** Ends a reservation with nothing used: once, however often it is told. One round trip. */
export async function releaseUsage(ctx: Pick<DomainContext, 'db' | 'clock'>, holdId: string): Promise<ReleaseOutcome> {
  const [row] = await ctx.db.$queryRaw<{ outcome: ReleaseOutcome }[]>`
    SELECT usage_release(${holdId}, ${ctx.clock.now()}::timestamptz) AS outcome`
  return row?.outcome ?? 'unknown'
}
