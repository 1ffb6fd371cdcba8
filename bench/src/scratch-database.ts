import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyMigrations, startEmbeddedPostgres } from '@cronicl/db'

export interface ScratchDatabase extends AsyncDisposable {
  url: string
  /** Folder that goes with it, for what else a benchmark keeps. */
  dir: string
  /** What Postgres prints. */
  log: string
}

/**
 * A migrated database on a server of its own that syncs to disk as a real one does. Gone when disposed, and when the
 * process is told to end: the server is in a session of its own, where a Ctrl-C does not reach it.
 */
export async function openScratchDatabase(): Promise<ScratchDatabase> {
  const dir = await mkdtemp(join(tmpdir(), 'cronicl-bench-'))
  const server = await startEmbeddedPostgres({ dataDir: join(dir, 'data') })
  const url = server.url('postgres')
  const signals = ['SIGINT', 'SIGTERM'] as const
  const end = (): void => void close().finally(() => process.exit(130))
  const close = async (): Promise<void> => {
    for (const signal of signals) process.off(signal, end)
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
  for (const signal of signals) process.on(signal, end)
  try {
    await applyMigrations(url)
  } catch (error) {
    await close()
    throw error
  }
  return { url, dir, log: join(dir, 'data', 'server.log'), [Symbol.asyncDispose]: close }
}
