import { createTestDatabase } from '@cronicl/db/testing'
import { expect, test } from 'vitest'
import { crashRun } from './processes/crash-run.ts'

test('every job succeeds exactly once while workers are killed', { timeout: 90_000 }, async () => {
  await using database = await createTestDatabase()
  const figures = await crashRun({
    url: database.url,
    jobs: 30,
    workMs: 200,
    workers: 2,
    concurrency: 3,
    kills: 3,
    killEveryMs: 100,
    withinMs: 60_000,
  })
  expect(figures).toMatchObject({ statuses: { succeeded: 30 }, effects: 30, jobsWithOneEffect: 30, kills: 3 })
  expect(figures.restartsMs.length).toBeGreaterThan(0)
  expect(Math.max(...figures.restartsMs)).toBeLessThan(30_000)
})
