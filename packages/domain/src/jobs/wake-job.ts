import type { Db } from '@cronicl/db'

/** The channel that the trigger on the table `jobs` notifies too. */
export const jobChannel = 'cronicl_job'

/**
 * Makes the worker that waits for a provider look at once (`JobEvents.onWake`); within a transaction, when it commits.
 * Nobody may be waiting, and a call may be lost: it saves time and decides nothing.
 */
export async function wakeJob(db: Db, jobId: string): Promise<void> {
  await db.$queryRaw`SELECT pg_notify(${jobChannel}, ${JSON.stringify({ id: jobId, wake: true })})::text`
}
