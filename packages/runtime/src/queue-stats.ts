import type { Database } from '@cronicl/db'

export interface QueueStats {
  queues: { name: string; queued: number; running: number; oldestQueuedS: number }[]
  activeWorkers: number
}

/** How long the queues are and how many workers are connected, in two small queries. */
export async function readQueueStats(db: Database): Promise<QueueStats> {
  const [queues, workers] = await Promise.all([
    db.$queryRaw<{ name: string; queued: bigint; running: bigint; oldest: number | null }[]>`
      SELECT kind AS name, count(*) FILTER (WHERE status = 'queued') AS queued, count(*) FILTER (WHERE status = 'running') AS running,
             extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'queued'))::float8 AS oldest
      FROM jobs WHERE status IN ('queued', 'running') GROUP BY kind ORDER BY kind`,
    // Each worker holds one connection of this name for as long as it lives.
    db.$queryRaw<
      { count: bigint }[]
    >`SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cronicl-worker-listen'`,
  ])
  return {
    queues: queues.map((queue) => ({
      name: queue.name,
      queued: Number(queue.queued),
      running: Number(queue.running),
      oldestQueuedS: Math.max(0, Math.round(queue.oldest ?? 0)),
    })),
    activeWorkers: Number(workers[0]?.count ?? 0),
  }
}
