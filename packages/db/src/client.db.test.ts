import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, createDatabase, keepPlan } from './client.ts'
import { Prisma } from './generated/client.ts'
import { type TestDatabase, createTestDatabase } from './testing/index.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  // One connection, so that what it has prepared can be seen.
  db = createDatabase(database.url, { maxConnections: 1 })
})
afterAll(async () => {
  await db.$disconnect()
  await database[Symbol.asyncDispose]()
})

const prepared = () => db.$queryRaw<{ statement: string }[]>`SELECT statement FROM pg_prepared_statements ORDER BY 1`

test('a query that keeps its plan is prepared once for each of its texts, and others never', async () => {
  const answers: unknown[] = []
  for (const n of [1, 2, 3]) {
    answers.push(await db.$queryRaw(Prisma.sql`${keepPlan} SELECT ${n}::int + 1 AS n`))
    answers.push(await db.$queryRaw(Prisma.sql`${keepPlan} SELECT ${n}::int - 1 AS n`))
    await db.$queryRaw`SELECT ${n}::int AS n`
    await db.user.count()
  }
  expect(answers).toEqual([2, 0, 3, 1, 4, 2].map((n) => [{ n }]))
  expect((await prepared()).map((row) => row.statement)).toEqual([
    '/* keep plan */ SELECT $1::int + 1 AS n',
    '/* keep plan */ SELECT $1::int - 1 AS n',
  ])
})

test('within a transaction too', async () => {
  const [row] = await db.$transaction((tx) =>
    tx.$queryRaw<{ n: number }[]>(Prisma.sql`${keepPlan} SELECT ${41}::int + 1 AS n`),
  )
  expect(row).toEqual({ n: 42 })
})
