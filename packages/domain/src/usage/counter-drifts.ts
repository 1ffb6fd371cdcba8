import { fromBigInt } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { Drift } from './reconcile.ts'

interface Row {
  userId: string
  metric: string
  window: string
  windowStart: Date
  posted: bigint
  pending: bigint
  ledger: bigint
  held: bigint
}

/**
 * Counters that are not the sums of what they count, all of one snapshot: what is posted is what the ledger's lines add
 * up to (a settlement in the windows of its reservation) and the bytes of the library; what is pending is what the open
 * holds have reserved.
 */
export async function counterDrifts(db: Db): Promise<Drift[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH opened AS (
      SELECT split_part(source, ':', 1) AS hold_id, max(created_at) AS at
      FROM usage_entries WHERE action = 'reserve' GROUP BY 1
    ), lines AS (
      SELECT entry.user_id, coalesce(opened.at, entry.created_at) AS at, entry.amounts
      FROM usage_entries AS entry
      LEFT JOIN opened ON entry.action = 'settle' AND opened.hold_id = split_part(entry.source, ':', 1)
      WHERE entry.action IN ('settle', 'adjust')
    ), sums AS (
      SELECT user_id, amount.key AS metric, win, usage_window_start(win, at) AS window_start,
        amount.value::bigint AS ledger, 0::bigint AS held
      FROM lines, jsonb_each_text(amounts) AS amount, unnest(usage_windows(amount.key)) AS win
      WHERE amount.key <> 'storageBytes'
      UNION ALL
      SELECT user_id, amount.key, win, usage_window_start(win, created_at), 0, amount.value::bigint
      FROM usage_holds, jsonb_each_text(amounts) AS amount, unnest(usage_windows(amount.key)) AS win
      WHERE state = 'open'
      UNION ALL
      SELECT user_id, 'storageBytes', 'total', usage_window_start('total', created_at), size_bytes, 0
      FROM media_assets WHERE status = 'ready'
    ), expected AS (
      SELECT user_id, metric, win AS "window", window_start, sum(ledger)::bigint AS ledger, sum(held)::bigint AS held
      FROM sums GROUP BY 1, 2, 3, 4
    )
    SELECT user_id AS "userId", metric, "window", window_start AS "windowStart", coalesce(posted, 0) AS posted,
      coalesce(pending, 0) AS pending, coalesce(ledger, 0) AS ledger, coalesce(held, 0) AS held
    FROM usage_counters FULL JOIN expected USING (user_id, metric, "window", window_start)
    WHERE coalesce(posted, 0) <> coalesce(ledger, 0) OR coalesce(pending, 0) <> coalesce(held, 0)
    ORDER BY 1, 2, 3, 4`
  return rows.flatMap((row) => [
    ...driftOf(row, 'posted', row.posted, row.ledger),
    ...driftOf(row, 'pending', row.pending, row.held),
  ])
}

function driftOf(row: Row, kind: 'posted' | 'pending', counted: bigint, expected: bigint): Drift[] {
  if (counted === expected) return []
  const start = row.windowStart.toISOString().slice(0, 10)
  const what = row.window === 'total' ? row.metric : `${row.metric} of the ${row.window} ${start}`
  return [{ kind, userId: row.userId, what, counted: fromBigInt(counted), expected: fromBigInt(expected) }]
}
