import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, createDatabase } from './client.ts'
import { Prisma } from './generated/client.ts'
import { queryKept } from './query-kept.ts'
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
    answers.push(await queryKept(db, Prisma.sql`SELECT ${n}::int + 1 AS n`))
    answers.push(await queryKept(db, Prisma.sql`SELECT ${n}::int - 1 AS n`))
    await db.$queryRaw`SELECT ${n}::int AS n`
    await db.user.count()
  }
  expect(answers).toEqual([2, 0, 3, 1, 4, 2].map((n) => [{ n }]))
  expect((await prepared()).map((row) => row.statement)).toEqual(['SELECT $1::int + 1 AS n', 'SELECT $1::int - 1 AS n'])
})

test('within a transaction it sees what the transaction wrote', async () => {
  const rows = await db.$transaction(async (tx) => {
    await tx.user.create({ data: { id: 'usr_1', email: 'one@example.com', createdAt: new Date(0) } })
    return queryKept<{ email: string }>(tx, Prisma.sql`SELECT email FROM users WHERE id = ${'usr_1'}`)
  })
  expect(rows).toEqual([{ email: 'one@example.com' }])
})

test('dates, JSON and null go in and come out', async () => {
  const at = new Date('2026-03-29T01:30:00.123Z')
  const rows = await queryKept<{ at: Date; json: unknown; nothing: null }>(
    db,
    Prisma.sql`SELECT ${at}::timestamptz AS at, ${'{"a": [1, null]}'}::jsonb AS json, ${null}::text AS nothing`,
  )
  expect(rows).toEqual([{ at, json: { a: [1, null] }, nothing: null }])
})
