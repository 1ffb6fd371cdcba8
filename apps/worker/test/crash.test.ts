import { createTestDatabase } from '@cronicl/db/testing'
import { expect, test } from 'vitest'
import { crashRun } from './processes/crash-run.ts'

test('every job succeeds exactly once while workers are killed', { timeout: 90_000 }, async () => {
  await using database = await createTestDatabase()
  const figures = await crashRun({
    url: database.url,
    // More work than is done by the time of the last kill, however long new workers take to start.
    jobs: 90,
    workMs: 300,
    workers: 2,
    concurrency: 3,
    kills: 3,
    killEveryMs: 100,
    withinMs: 60_000,
  })
  expect(figures).toMatchObject({ statuses: { succeeded: 90 }, effects: 90, jobsWithOneEffect: 90, kills: 3 })
  expect(figures.restartsMs.length).toBeGreaterThan(0)
  expect(Math.max(...figures.restartsMs)).toBeLessThan(30_000)
})
