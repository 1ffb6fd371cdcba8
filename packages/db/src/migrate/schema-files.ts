import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'

export interface SchemaContainer {
  path: string
  content: string
}

const prismaDir = join(import.meta.dirname, '../../../../prisma')
export const migrationsDir = join(prismaDir, 'migrations')

/** The Prisma schema, one file a domain. */
export function readSchema(): SchemaContainer[] {
  const dir = join(prismaDir, 'schema')
  return readdirSync(dir)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => ({ path: name, content: readFileSync(join(dir, name), 'utf8') }))
}

/** The migrations on disk, oldest first, in the form that Prisma's engine reads. */
export function readMigrations(dir: string = migrationsDir): MigrationList {
  const lockPath = join(dir, 'migration_lock.toml')
  return {
    baseDir: dir,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockPath) ? readFileSync(lockPath, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: readFileSync(join(dir, name, 'migration.sql'), 'utf8') },
        },
      })),
  }
}
