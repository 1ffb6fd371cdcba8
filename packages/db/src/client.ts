import { PrismaPg } from '@prisma/adapter-pg'
import { Prisma, PrismaClient } from './generated/client.ts'

/** The database: Prisma's client over `pg`. */
export type Database = PrismaClient

/** What a query needs: the database, or one transaction of it. */
export type Db = Prisma.TransactionClient

export interface DatabaseOptions {
  /** Connections that this process may hold. */
  maxConnections?: number
  /** Told of errors on idle connections, which would otherwise end the process. */
  onPoolError?: (error: Error) => void
}

/**
 * Begins a raw query whose plan each connection keeps, so that Postgres does not plan it anew each time. For queries that
 * are asked often, always in the same few texts, and whose best plan does not depend on their values.
 */
export const keepPlan: Prisma.Sql = Prisma.raw('/* keep plan */')

const keptPlans = new Map<string, string>()

/** The prepared statement of a query that begins with `keepPlan`: one for each text. No name, no prepared statement. */
function keptPlanName({ sql }: { sql: string }): string {
  if (!sql.startsWith(keepPlan.sql)) return ''
  const known = keptPlans.get(sql)
  if (known !== undefined) return known
  const name = `kept_${keptPlans.size + 1}`
  keptPlans.set(sql, name)
  return name
}

/** Opens a pool on `url` (a session connection, not a transaction pooler). Close it by `$disconnect()`. */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: options.maxConnections ?? 10,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      // The adapter reads timestamps as if they were UTC, whatever zone the session has.
      options: '-c timezone=UTC',
      // A transaction that was left open would hold back vacuum for everybody.
      idle_in_transaction_session_timeout: 60_000,
    },
    {
      onPoolError: options.onPoolError ?? (() => {}),
      onConnectionError: options.onPoolError ?? (() => {}),
      statementNameGenerator: keptPlanName,
    },
  )
  return new PrismaClient({ adapter })
}
