import { addMs, dayMs } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { flagThresholds } from './flag-thresholds.ts'
import { plansJson } from './plans.ts'
import { windowStart } from './usage-window.ts'

export const flagKinds = ['quota-share', 'burst', 'failures', 'refusals', 'keys'] as const

export interface RaisedFlag {
  id: string
  userId: string
  kind: string
  day: string
  details: Prisma.JsonValue
}

/**
 * Flags what an admin may want to look at, of this day and the one before: users who have used most of a day's limit,
 * who asked for much in a short time, whose work kept failing or being refused, or who used many keys. One flag for each
 * user, kind and day, however often it is asked; returns, and logs, the new ones.
 */
export async function raiseFlags(ctx: Pick<DomainContext, 'db' | 'clock' | 'config' | 'log'>): Promise<RaisedFlag[]> {
  const at = ctx.clock.now()
  const since = addMs(windowStart('day', at), -dayMs)
  const found = Prisma.join(
    [
      quotaShare(plansJson(ctx.config.usage.plans), since),
      bursts(since),
      failures(since),
      refusals(since),
      keys(since),
    ],
    ' UNION ALL ',
  )
  const raised = await ctx.db.$queryRaw<RaisedFlag[]>`
    INSERT INTO usage_flags (id, user_id, kind, day, details, created_at)
    SELECT house_id('flg', ${at}::timestamptz), user_id, kind, day, details, ${at}::timestamptz FROM (${found}) AS found
    ON CONFLICT (user_id, kind, day) DO NOTHING
    RETURNING id, user_id AS "userId", kind, day::text, details`
  for (const flag of raised) ctx.log.warn({ ...flag }, 'a user was flagged')
  return raised
}

const day = Prisma.sql`(created_at AT TIME ZONE 'UTC')::date`

/** Lines of the ledger since then; ids sort by time, so this reads the end of the primary key. */
function linesSince(since: Date): Prisma.Sql {
  return Prisma.sql`usage_entries WHERE id >= left(usage_entry_id(${since}::timestamptz), 14)
    AND created_at >= ${since}::timestamptz`
}

function quotaShare(plans: string, since: Date): Prisma.Sql {
  const [part, whole] = flagThresholds.quotaShare
  return Prisma.sql`
    SELECT user_id, 'quota-share' AS kind, window_start AS day, jsonb_build_object('limits', jsonb_agg(
      jsonb_build_object('metric', metric, 'used', posted, 'reserved', pending, 'limit', cap) ORDER BY metric)) AS details
    FROM (
      SELECT counter.*, CASE WHEN o.user_id IS NOT NULL THEN o."limit"
        ELSE (coalesce(${plans}::jsonb -> plan, ${plans}::jsonb -> 'free') -> counter.metric ->> 'day')::bigint END AS cap
      FROM usage_counters AS counter JOIN users ON users.id = counter.user_id
      LEFT JOIN usage_overrides AS o
        ON o.user_id = counter.user_id AND o.metric = counter.metric AND o."window" = counter."window"
      WHERE counter."window" = 'day' AND counter.window_start >= ${since}::timestamptz::date
    ) AS counted
    WHERE cap > 0 AND (posted + pending) * ${whole} > cap * ${part} GROUP BY user_id, window_start`
}

function bursts(since: Date): Prisma.Sql {
  const { count, withinMs } = flagThresholds.burst
  return Prisma.sql`
    SELECT user_id, 'burst', day, jsonb_build_object('reservations', max(n), 'withinS', ${withinMs / 1_000}::int)
    FROM (
      SELECT user_id, ${day} AS day, floor(extract(epoch FROM created_at) * 1000 / ${withinMs}::int) AS stretch, count(*) AS n
      FROM ${linesSince(since)} AND action = 'reserve' GROUP BY 1, 2, 3
    ) AS stretches
    WHERE n >= ${count}::int GROUP BY user_id, day`
}

/** Jobs that have failed, and texts whose reservation was given back. */
function failures(since: Date): Prisma.Sql {
  return Prisma.sql`
    SELECT user_id, 'failures', day, jsonb_build_object('failed', failed, 'of', ended)
    FROM (
      SELECT user_id, day, count(*) FILTER (WHERE failed) AS failed, count(*) AS ended
      FROM (
        SELECT user_id, ${day} AS day, status = 'failed' AS failed FROM jobs
        WHERE id >= 'job_' || substr(usage_entry_id(${since}::timestamptz), 5, 10) AND created_at >= ${since}::timestamptz
          AND status IN ('succeeded', 'failed')
        UNION ALL
        SELECT user_id, ${day}, action = 'release' FROM ${linesSince(since)}
          AND kind = 'text' AND action IN ('settle', 'release')
      ) AS work GROUP BY user_id, day
    ) AS ends
    WHERE failed >= ${flagThresholds.failures}::int AND failed * 2 >= ended`
}

function refusals(since: Date): Prisma.Sql {
  return Prisma.sql`
    SELECT user_id, 'refusals', day, jsonb_build_object('refused', count(*))
    FROM (
      SELECT user_id, ${day} AS day FROM jobs
      WHERE id >= 'job_' || substr(usage_entry_id(${since}::timestamptz), 5, 10) AND created_at >= ${since}::timestamptz
        AND error_code = 'UPSTREAM_REFUSED'
      UNION ALL
      SELECT user_id, ${day} FROM ai_calls WHERE created_at >= ${since}::timestamptz AND error_code = 'UPSTREAM_REFUSED'
    ) AS refused
    GROUP BY user_id, day HAVING count(*) >= ${flagThresholds.refusals}::int`
}

function keys(since: Date): Prisma.Sql {
  return Prisma.sql`
    SELECT user_id, 'keys', ${day}, jsonb_build_object('keys', count(DISTINCT api_key_id))
    FROM ${linesSince(since)} AND api_key_id IS NOT NULL
    GROUP BY user_id, 3 HAVING count(DISTINCT api_key_id) >= ${flagThresholds.keys}::int`
}
