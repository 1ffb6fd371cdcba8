import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../embedded/embedded-postgres.ts'

export interface TestServer {
  url(database: string): string
  stop(): Promise<void>
}

/** A throw-away server, or the one that TEST_DATABASE_URL names (whose role must be allowed to create databases). */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    const at = (database: string): string => {
      const url = new URL(given)
      url.pathname = `/${database}`
      return url.href
    }
    return { url: at, stop: async () => {} }
  }
  const dir = await mkdtemp(join(tmpdir(), 'cronicl-postgres-'))
  const server = await startEmbeddedPostgres({ dataDir: join(dir, 'data'), volatile: true })
  return {
    url: server.url,
    stop: async () => {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
