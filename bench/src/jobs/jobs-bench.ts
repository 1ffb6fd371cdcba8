import { newId, systemClock } from '@cronicl/core'
import { createDatabase } from '@cronicl/db'
import { installQueue } from '@cronicl/jobs'
import { testWork } from '@cronicl/worker/testing/test-work'
import { type Bench, percentile } from '../bench.ts'
import { openScratchDatabase } from '../scratch-database.ts'
import { measureDrain } from './measure-drain.ts'
import { measurePickup } from './measure-pickup.ts'
import { measurePolling } from './measure-polling.ts'

/** From commit to handler, and how fast a backlog is worked off, beside pg-boss as it comes out of the box. */
export const jobsBench: Bench = {
  name: 'jobs',
  run: async (say) => {
    await using scratch = await openScratchDatabase()
    const { url } = scratch
    await installQueue(url, [testWork])
    const db = createDatabase(url)
    try {
      const userId = newId('user')
      await db.user.create({ data: { id: userId, email: 'bench@example.com', createdAt: systemClock.now() } })
      say('pick-up by one idle worker, 200 samples')
      const pickupMs = await measurePickup({ url, db, userId, samples: 200 })
      say('1,000 short jobs drained by one worker')
      const drainPerS = await measureDrain({ url, db, userId, jobs: 1_000, concurrency: 10 })
      say('the same by pg-boss with its default polling')
      const polling = await measurePolling({ url, samples: 200, concurrency: 10 })
      const pickup = (p: number) => ({
        value: percentile(pickupMs, p),
        unit: 'ms',
        baseline: percentile(polling.pickupMs, p),
      })
      return {
        'jobs.pickup.p50Ms': pickup(0.5),
        'jobs.pickup.p95Ms': pickup(0.95),
        'jobs.drainPerS': { value: drainPerS, unit: 'jobs/s', baseline: polling.drainPerS },
      }
    } finally {
      await db.$disconnect()
    }
  },
}
