import type { Pool } from 'pg'
import type { Db } from './client.ts'
import type { Prisma } from './generated/client.ts'

const pools = new WeakMap<object, Pool>()
const names = new Map<string, string>()

/** Lets `queryKept` find the pool that a database asks through. */
export function keepPool(database: Db, pool: Pool): void {
  pools.set(database, pool)
}

/**
 * The rows of a query whose plan each connection keeps, asked of `pg` itself: Postgres plans it once, and Prisma does not
 * look at what comes back. For the few queries that somebody waits for at every turn, always of the same texts, and
 * whose best plan does not depend on their values. Values come as `pg` reads them: no `bigint` among the columns.
 * Within a transaction it is an ordinary query of that transaction.
 */
export async function queryKept<Row extends object>(db: Db, sql: Prisma.Sql): Promise<Row[]> {
  const pool = pools.get(db)
  if (!pool) return db.$queryRaw<Row[]>(sql)
  const { rows } = await pool.query<Row>({ name: nameOf(sql.text), text: sql.text, values: sql.values })
  return rows
}

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `kept_${names.size + 1}`
  names.set(text, name)
  return name
}
