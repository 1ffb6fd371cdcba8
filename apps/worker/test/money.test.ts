import { createTestDatabase } from '@cronicl/db/testing'
import { expect, test } from 'vitest'
import { moneyRun } from './processes/money-run.ts'

test('two processes that race for limits, one of them killed, overspend nothing and refuse nothing in vain', {
  timeout: 60_000,
}, async () => {
  await using database = await createTestDatabase()
  const figures = await moneyRun({
    url: database.url,
    admissions: 400,
    processes: 2,
    concurrency: 4,
    caps: [1, 3, 40],
    kills: 1,
    killEveryMs: 500,
  })
  expect(figures).toMatchObject({
    overspent: 0,
    overInFlight: 0,
    stillReserved: 0,
    drifts: 0,
    filled: 9,
    phantoms: 0,
    overfilled: 0,
  })
  expect(figures.kills).toBe(1)
  expect(figures.asked['phantom'] ?? 0).toBe(0)
  expect(figures.asked['late'] ?? 0).toBe(0)
  expect(figures.asked['cut'] ?? 0).toBeLessThan(40)
  for (const outcome of ['settled', 'released', 'refused', 'left']) expect(figures.asked[outcome]).toBeGreaterThan(0)
})
