import { dayMs } from '@cronicl/core'
import { type TestDatabase, createTestDatabase } from '@cronicl/db/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keepSample, learntRatio } from './render-samples.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(() => database.db.renderSample.deleteMany())

const start = new Date('2026-01-01T00:00:00Z')
let planted = 0

/** Renders that took so many times what was estimated, one a day from `fromDay` on. */
async function plant(ratios: readonly number[], fromDay = 0): Promise<void> {
  for (const [day, ratio] of ratios.entries()) {
    const sample = { jobId: `job_${planted++}`, frames: 500, encodedFrames: 500, estimatedCpuMs: 2_000 }
    const at = new Date(start.getTime() + (fromDay + day) * dayMs)
    await keepSample(database.db, { ...sample, cpuMs: 2_000 * ratio }, at)
  }
}

test('from a few renders nothing is learnt; from five on the median counts, whatever the worst of them says', async () => {
  await plant([3, 3, 3, 3])
  expect(await learntRatio(database)).toEqual({ ratio: 1, samples: 0 })
  await plant([500])
  expect(await learntRatio(database)).toEqual({ ratio: 3, samples: 5 })
})

test('a machine that has become faster is believed after fifty renders', async () => {
  await plant(Array.from({ length: 60 }, () => 4))
  await plant(
    Array.from({ length: 20 }, () => 0.5),
    60,
  )
  expect(await learntRatio(database)).toEqual({ ratio: 4, samples: 50 })
  await plant(
    Array.from({ length: 10 }, () => 0.5),
    80,
  )
  expect(await learntRatio(database)).toEqual({ ratio: 0.5, samples: 50 })
})

test('what was measured wrong by far does not make estimates absurd', async () => {
  await plant([9_000, 9_000, 9_000, 9_000, 9_000])
  expect((await learntRatio(database)).ratio).toBe(20)
})

test('renders of half a year ago are forgotten', async () => {
  await plant([2, 2, 2, 2, 2])
  await plant([1], 200)
  expect(await database.db.renderSample.count()).toBe(1)
})
