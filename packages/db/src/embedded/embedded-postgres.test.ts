import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

test('committed rows survive a SIGKILL of the whole server, and a server left running is taken over', {
  timeout: 60_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'cronicl-embedded-'))
  const dataDir = join(dir, 'data')
  const postmaster = (): number => Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  try {
    const first = await startEmbeddedPostgres({ dataDir })
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 1 AS n')
    execFileSync('kill', ['-9', String(postmaster())])

    const second = await startEmbeddedPostgres({ dataDir })
    expect(await query(second.url('postgres'), 'SELECT n FROM kept')).toEqual([1])
    await query(second.url('postgres'), 'INSERT INTO kept VALUES (2)')
    const left = postmaster()

    // Nobody stopped the second one: its owner was killed.
    const third = await startEmbeddedPostgres({ dataDir })
    expect(postmaster()).not.toBe(left)
    expect(await query(third.url('postgres'), 'SELECT n FROM kept ORDER BY n')).toEqual([1, 2])
    await third.stop()
    await expect(query(third.url('postgres'), 'SELECT 1')).rejects.toThrow()
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
