import { AppError } from '@cronicl/core'
import pg from 'pg'
import { schemaFilter, withSchemaEngine } from './engine.ts'
import { readMigrations, readSchema } from './schema-files.ts'

/** Any number, as long as nobody else locks by it: "cronicl" in a phone's keypad. */
const lockKey = 2_766_425

/**
 * Brings the database at `url` to the newest migration and returns the names that this call applied. Processes that
 * start together queue on one advisory lock, so each migration is applied once; it is recorded in
 * `_prisma_migrations` by Prisma's own engine, as `prisma migrate deploy` does. Throws when a migration failed before
 * or was edited after it was applied.
 */
export async function applyMigrations(url: string, migrationsDir?: string): Promise<string[]> {
  const migrationsList = readMigrations(migrationsDir)
  const lock = new pg.Client({ connectionString: url, application_name: 'cronicl-migrate' })
  await lock.connect()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [lockKey])
    if (
      await isCurrent(
        lock,
        migrationsList.migrationDirectories.map((m) => m.path),
      )
    )
      return []
    return await withSchemaEngine(url, readSchema(), async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: schemaFilter })
      return appliedMigrationNames
    })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('INTERNAL_ERROR', `The database could not be migrated: ${messageOf(cause)}`, { cause })
  } finally {
    // Ending the session frees the lock, also when the query above has failed.
    await lock.end()
  }
}

/** Spares the engine's half second when every migration on disk is already recorded as finished. */
async function isCurrent(client: pg.Client, names: string[]): Promise<boolean> {
  const { rows: exists } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS found`,
  )
  if (exists[0]?.found == null) return names.length === 0
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const finished = new Set(rows.map((row) => row.name))
  return names.every((name) => finished.has(name))
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
