import { addMs, dayMs, fromBigInt } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { quantityUnits } from './ledger-entry.ts'
import { windowStart } from './usage-window.ts'

export const usageHistoryInput = z.strictObject({
  period: z.enum(['7d', '30d', '90d']).default('7d').describe('Days up to today, which is one of them'),
  kind: z.enum(['text', 'image', 'video', 'render']).optional(),
  model: z.string().max(200).optional(),
  timelineId: z.string().max(64).optional(),
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
      quantity: z.int().describe(quantityUnits),
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

const days = { '7d': 7, '30d': 30, '90d': 90 } as const

/** What the caller has used day by day, newest day first; one item for each kind, model and story of a day. */
export async function usageHistory(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  { period, ...only }: z.infer<typeof usageHistoryInput>,
): Promise<z.infer<typeof usageHistoryOutput>> {
  const to = ctx.clock.now()
  const from = addMs(windowStart('day', to), (1 - days[period]) * dayMs)
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, kind, provider, model, timeline_id AS "timelineId",
      count(*) FILTER (WHERE action = 'settle') AS entries, sum(quantity)::bigint AS quantity,
      sum(tokens_in)::bigint AS "tokensIn", sum(tokens_out)::bigint AS "tokensOut",
      sum(tokens_cached)::bigint AS "tokensCached", sum(cost_micro_usd)::bigint AS "costMicroUsd"
    FROM usage_entries
    WHERE user_id = ${requireUserId(ctx)} AND created_at >= ${from}::timestamptz AND action IN ('settle', 'adjust')
      AND kind <> 'ingest'${filters(only)}
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

type Filters = Omit<z.infer<typeof usageHistoryInput>, 'period'>

function filters({ kind, model, timelineId }: Filters): Prisma.Sql {
  return Prisma.sql`${kind === undefined ? Prisma.empty : Prisma.sql` AND kind = ${kind}`}${
    model === undefined ? Prisma.empty : Prisma.sql` AND model = ${model}`
  }${timelineId === undefined ? Prisma.empty : Prisma.sql` AND timeline_id = ${timelineId}`}`
}
