// `npm run migrate -- <name>`: writes the migration that brings the existing ones to `prisma/schema`.
// `npm run migrate -- --check`: fails when they differ. Both work on a throw-away database.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@cronicl/core'
import { startTestServer } from '../testing/postgres-server.ts'
import { createTemplate } from '../testing/template.ts'
import { diffSchema } from './diff-schema.ts'
import { migrationsDir } from './schema-files.ts'

const [argument] = process.argv.slice(2)
if (!argument || !/^(--check|[a-z][a-z0-9_]*)$/.test(argument)) {
  process.stderr.write('Name the migration in snake_case, as in `npm run migrate -- add_branches`, or pass --check.\n')
  process.exit(2)
}
const server = await startTestServer()
try {
  await createTemplate(server, 'author')
  const sql = await diffSchema(server.url('author'))
  if (argument === '--check') check(sql)
  else write(argument, sql)
} finally {
  await server.stop()
}

function check(sql: string): void {
  if (!sql) return
  process.stderr.write(
    `prisma/schema and prisma/migrations differ. Write the missing migration with \`npm run migrate -- <name>\`:\n${sql}\n`,
  )
  process.exitCode = 1
}

function write(name: string, sql: string): void {
  if (!sql) {
    process.stdout.write('Nothing to do: the migrations already give prisma/schema.\n')
    return
  }
  const stamp = systemClock.now().toISOString().replace(/\D/g, '').slice(0, 14)
  const dir = join(migrationsDir, `${stamp}_${name}`)
  mkdirSync(dir)
  writeFileSync(join(dir, 'migration.sql'), `${sql}\n`)
  process.stdout.write(`Wrote ${join(dir, 'migration.sql')}: read it, then commit it.\n`)
}
