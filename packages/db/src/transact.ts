import type { Database, Db } from './client.ts'
import { isDatabaseError } from './errors.ts'

const attemptsMax = 5

/**
 * Runs `work` in one transaction: all of it is committed, or nothing. A write conflict or deadlock (in which Postgres
 * undid everything) is tried again, so `work` must have no effect but through `tx`, and must not wait for the network.
 */
export async function transact<T>(db: Database, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work, { maxWait: 5_000, timeout: 15_000 })
    } catch (error) {
      if (attempt >= attemptsMax || !isDatabaseError(error, 'writeConflict')) throw error
    }
  }
}
