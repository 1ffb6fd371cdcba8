import { systemClock } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { startJob } from '@cronicl/domain'
import { createSender } from '@cronicl/jobs'
import { testWork } from '@cronicl/worker/testing/test-work'

export interface Bed {
  url: string
  db: Database
  userId: string
}

/** Starts a job that does nothing, as a verb does; returns its id and the machine's monotonic clock just before the commit. */
export function startWork({ db, userId }: Bed, sender = createSender(db)): Promise<{ id: string; atNs: bigint }> {
  return transact(db, async (tx) => {
    const { id } = await startJob(
      { db: tx, enqueue: sender.within(tx), clock: systemClock },
      { definition: testWork, userId, input: { workMs: 0, effect: false } },
    )
    return { id, atNs: process.hrtime.bigint() }
  })
}
