import type { Db } from '@cronicl/db'

/**
 * Lets one transaction at a time, on all hosts, past each of `names`, until it ends. The locks are taken in one order
 * whoever asks, so that two callers with the same names can not wait for each other.
 */
export async function lockNames(db: Db, ...names: string[]): Promise<void> {
  for (const name of names.toSorted()) {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`
  }
}
