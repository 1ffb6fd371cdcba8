import pg from 'pg'
import { applyMigrations } from '../migrate/apply-migrations.ts'

/** Makes `name` a migrated database that tests are copied from; `prepare` adds what lives outside the migrations. */
export async function createTemplate(
  server: { url(database: string): string },
  name: string,
  prepare?: (url: string) => Promise<void>,
): Promise<void> {
  await withAdmin(server.url('postgres'), (admin) => admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`))
  await applyMigrations(server.url(name))
  await prepare?.(server.url(name))
}

export async function copyTemplate(adminUrl: string, template: string, name: string): Promise<void> {
  await withAdmin(adminUrl, (admin) =>
    admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`),
  )
}

export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`))
}

async function withAdmin(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
