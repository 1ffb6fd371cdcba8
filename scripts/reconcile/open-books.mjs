import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { startEmbeddedPostgres } from '../../packages/db/src/embedded/embedded-postgres.ts'
import { lockInstance } from '../stack/instance-lock.mjs'
import { root } from '../steps/paths.mjs'

/**
 * Where the books are: DATABASE_URL; else the embedded database, asked where it listens when Cronicl is running and
 * started for the occasion when it is not. Null when there is none.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ url: string, close: () => Promise<void> } | null>}
 */
export async function openBooks(env) {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, close: async () => {} }
  const configured = env.CRONICL_HOME || '.cronicl'
  const home = isAbsolute(configured) ? configured : join(root, configured)
  if (!existsSync(join(home, 'postgres', 'PG_VERSION'))) return null
  const lock = lockInstance(join(home, 'instance.json'))
  if ('holder' in lock) return { url: runningUrl(home), close: async () => {} }
  const server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') })
  return {
    url: server.url('cronicl'),
    close: async () => {
      await server.stop()
      lock.release()
    },
  }
}

/** A running cluster tells its port in the fourth line of its lock file. @param {string} home */
function runningUrl(home) {
  const port = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8')
    .split('\n')[3]
    ?.trim()
  const password = readFileSync(join(home, 'postgres.password'), 'utf8').trim()
  return `postgresql://postgres:${password}@127.0.0.1:${port}/cronicl`
}
