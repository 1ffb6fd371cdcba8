import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { dropDatabase } from '../testing/template.ts'
import { applyMigrations } from './apply-migrations.ts'
import { diffSchema } from './diff-schema.ts'
import { migrationsDir, readMigrations } from './schema-files.ts'

const name = `migrate_${process.pid}`
const url = new URL(inject('adminUrl'))
url.pathname = `/${name}`

async function query<T extends object>(target: URL | string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: String(target) })
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

beforeEach(async () => {
  await dropDatabase(inject('adminUrl'), name)
  await query(inject('adminUrl'), `CREATE DATABASE ${name}`)
})
afterAll(() => dropDatabase(inject('adminUrl'), name))

test('ten processes that start at once apply each migration once', async () => {
  const program = `import { applyMigrations } from ${JSON.stringify(join(import.meta.dirname, 'apply-migrations.ts'))}
    console.log(JSON.stringify(await applyMigrations(process.argv[1])))`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', program, url.href])
  const outputs = await Promise.all(Array.from({ length: 10 }, run))
  const applied = outputs.flatMap(({ stdout }) => JSON.parse(stdout) as string[])
  const names = readMigrations().migrationDirectories.map((m) => m.path)
  expect(applied).toEqual(names)
  const rows = await query<{ name: string; steps: number; checksum: string; done: boolean }>(
    url,
    'SELECT migration_name AS name, applied_steps_count AS steps, checksum, finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY started_at',
  )
  expect(rows.map((row) => [row.name, row.steps, row.done])).toEqual(names.map((n) => [n, 1, true]))
  for (const row of rows) expect(row.checksum).toMatch(/^[0-9a-f]{64}$/)
})

test('the migrations give the schema, and a difference is shown as SQL', async () => {
  await applyMigrations(url.href)
  expect(await diffSchema(url.href)).toBe('')
  await query(url, 'ALTER TABLE users DROP COLUMN name')
  expect(await diffSchema(url.href)).toContain('ADD COLUMN     "name" TEXT')
})

test('a migration that fails is named, and what came before it stays recorded', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'cronicl-migrations-'))
  try {
    cpSync(migrationsDir, dir, { recursive: true })
    mkdirSync(join(dir, '99990101000000_broken'))
    writeFileSync(join(dir, '99990101000000_broken', 'migration.sql'), 'CREATE TABLE broken (id no_such_type);\n')
    await expect(applyMigrations(url.href, dir)).rejects.toThrow(/99990101000000_broken/)
    const rows = await query<{ done: boolean }>(
      url,
      'SELECT finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY migration_name',
    )
    expect(rows.map((row) => row.done)).toEqual([...readMigrations().migrationDirectories.map(() => true), false])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
