import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScratchDatabase } from '../scratch-database.ts'
import pg from 'pg'
import type { Target } from './measure-rates.ts'

const samples = 50

/** Statements that one request sends to Postgres, by the server's own log; BEGIN and COMMIT count as well. */
export async function countQueries<Name extends string>(
  database: ScratchDatabase,
  targets: Record<Name, Target>,
): Promise<Record<Name, number>> {
  await logStatements(database.url)
  const counts = {} as Record<Name, number>
  for (const [name, { nextBody, ...target }] of Object.entries(targets) as [Name, Target][]) {
    const { size } = await stat(database.log)
    for (let i = 0; i < samples; i++) {
      const response = await fetch(target.url, nextBody ? { ...target, body: nextBody() } : target)
      await response.arrayBuffer()
    }
    const log = (await readFile(database.log)).subarray(size).toString()
    counts[name] = [...log.matchAll(/LOG: {2}(statement|execute [^:]*): /g)].length / samples
  }
  return counts
}

/** For every session, also those that are open; resolves when the server has taken it up. */
async function logStatements(url: string): Promise<void> {
  const query = async (text: string): Promise<Record<string, unknown> | undefined> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(text)
    await client.end()
    return rows[0]
  }
  await query(`ALTER SYSTEM SET log_statement = 'all'`)
  await query('SELECT pg_reload_conf()')
  while ((await query('SHOW log_statement'))?.log_statement !== 'all') await sleep(20)
}
