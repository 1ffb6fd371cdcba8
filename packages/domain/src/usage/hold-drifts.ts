import type { Db } from '@cronicl/db'
import type { Drift } from './reconcile.ts'

interface Row {
  userId: string
  id: string
  spend: number
}

/** Holds that are open though the job that they belong to has ended or is gone: nobody would ever end them. */
export async function strandedHolds(db: Db): Promise<Drift[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT hold.user_id AS "userId", hold.id, coalesce((hold.amounts ->> 'spend')::float8, 0) AS spend
    FROM usage_holds AS hold LEFT JOIN jobs AS job ON job.id = hold.id AND job.status IN ('queued', 'running')
    WHERE hold.state = 'open' AND hold.id ^@ 'job_' AND job.id IS NULL ORDER BY hold.id`
  return rows.map((row) => ({
    kind: 'hold',
    userId: row.userId,
    what: `${row.id} is reserved, and no job of it lives`,
    counted: row.spend,
    expected: 0,
  }))
}

/** Jobs that wait or run though their reservation has ended: what they use would be above every limit. */
export async function unreservedJobs(db: Db): Promise<Drift[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT job.user_id AS "userId", job.id, coalesce((hold.amounts ->> 'spend')::float8, 0) AS spend
    FROM jobs AS job JOIN usage_holds AS hold ON hold.id = job.id
    WHERE job.status IN ('queued', 'running') AND hold.state <> 'open' ORDER BY job.id`
  return rows.map((row) => ({
    kind: 'job',
    userId: row.userId,
    what: `${row.id} is in flight, and its reservation has ended`,
    counted: 0,
    expected: row.spend,
  }))
}
