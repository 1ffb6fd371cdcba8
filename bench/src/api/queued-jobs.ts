import pg from 'pg'

/** More than a benchmark can cancel in its time. */
const count = 100_000

/** Jobs that wait for nobody; returns what gives the id of another one each time. */
export async function queuedJobs(databaseUrl: string, userId: string): Promise<() => string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(
    `INSERT INTO jobs (id, user_id, kind, carrier_id, input, input_hash, created_at)
     SELECT 'job_bench_' || n, $1, 'render', gen_random_uuid(), '{}', '', now() FROM generate_series(1, ${count}) n`,
    [userId],
  )
  await client.query('ANALYZE jobs')
  await client.end()
  let next = 0
  return () => {
    if (++next > count) throw new Error('there are no more jobs to cancel')
    return `job_bench_${next}`
  }
}
