import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { Prisma, PrismaClient } from './generated/client.ts'
import { keepPool } from './query-kept.ts'

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

/** Opens a pool on `url` (a session connection, not a transaction pooler). Close it by `$disconnect()`. */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const onPoolError = options.onPoolError ?? (() => {})
  const pool = new Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // The adapter reads timestamps as if they were UTC, whatever zone the session has.
    options: '-c timezone=UTC',
    // A transaction that was left open would hold back vacuum for everybody.
    idle_in_transaction_session_timeout: 60_000,
  })
  pool.on('error', onPoolError)
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, onConnectionError: onPoolError })
  const database = new PrismaClient({ adapter })
  keepPool(database, pool)
  return database
}
