import { addMs, dayMs, fromBigInt } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { windowStart } from './usage-window.ts'

export const usageHistoryInput = z.strictObject({
  period: z.enum(['7d', '30d']).default('7d').describe('Days up to today, which is one of them'),
})
export const usageHistoryOutput = z.object({
  from: z.string().describe('First instant of the period'),
  to: z.string().describe('Now'),
  items: z.array(
    z.object({
      day: z.string().describe('In UTC, as in 2026-11-21'),
      kind: z.string(),
      provider: z.string().nullable(),
      model: z.string().nullable(),
      timelineId: z.string().nullable(),
      entries: z.int().describe('How many requests or jobs'),
      quantity: z.int().describe('In the unit of the kind: tokens for `text`, milliseconds of film for `render`'),
      tokensIn: z.int(),
      tokensOut: z.int(),
      tokensCached: z.int(),
      costMicroUsd: z.int(),
    }),
  ),
  costMicroUsd: z.int(),
})

type Item = z.infer<typeof usageHistoryOutput>['items'][number]
type Sums = 'entries' | 'quantity' | 'tokensIn' | 'tokensOut' | 'tokensCached' | 'costMicroUsd'
type Row = Omit<Item, Sums> & Record<Sums, bigint>

/** What the caller has used day by day, newest day first; one item for each kind, model and story of a day. */
export async function usageHistory(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  { period }: z.infer<typeof usageHistoryInput>,
): Promise<z.infer<typeof usageHistoryOutput>> {
  const to = ctx.clock.now()
  const from = addMs(windowStart('day', to), (period === '7d' ? -6 : -29) * dayMs)
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, kind, provider, model, timeline_id AS "timelineId",
      count(*) FILTER (WHERE action = 'settle') AS entries, sum(quantity)::bigint AS quantity,
      sum(tokens_in)::bigint AS "tokensIn", sum(tokens_out)::bigint AS "tokensOut",
      sum(tokens_cached)::bigint AS "tokensCached", sum(cost_micro_usd)::bigint AS "costMicroUsd"
    FROM usage_entries
    WHERE user_id = ${requireUserId(ctx)} AND created_at >= ${from}::timestamptz AND action IN ('settle', 'adjust')
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1 DESC, 2, 3, 4, 5`
  const items = rows.map((row) => ({
    ...row,
    entries: fromBigInt(row.entries),
    quantity: fromBigInt(row.quantity),
    tokensIn: fromBigInt(row.tokensIn),
    tokensOut: fromBigInt(row.tokensOut),
    tokensCached: fromBigInt(row.tokensCached),
    costMicroUsd: fromBigInt(row.costMicroUsd),
  }))
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    items,
    costMicroUsd: items.reduce((sum, item) => sum + item.costMicroUsd, 0),
  }
}
