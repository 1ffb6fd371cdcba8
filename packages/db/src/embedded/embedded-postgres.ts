import { execFile } from 'node:child_process'
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@cronicl/core'
import { type PostgresBinaries, locateBinaries } from './binaries.ts'
import { type Account, postgresAccount } from './account.ts'

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made when it is missing. */
  dataDir: string
  /** Fast and unsafe: nothing is synced to disk. For tests only. */
  volatile?: boolean
}

export interface EmbeddedPostgres {
  /** Connection string of `database` on this cluster. */
  url(database: string): string
  /** Stops the server and waits for it. */
  stop(): Promise<void>
}

const user = 'postgres'

/**
 * A Postgres server of our own on a loopback port that only this machine reaches. It runs in its own session, so a
 * Ctrl-C in the terminal reaches the processes that use it first and it is stopped last. A server left over from a
 * killed start is stopped and started again; Postgres recovers its data from the write-ahead log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await locateBinaries()
  const account = await postgresAccount(options.dataDir, binaries)
  const password = await initialise(binaries, account, options.dataDir)
  if (await isRunning(binaries, account, options.dataDir)) await stop(binaries, account, options.dataDir)
  const port = await freePort()
  const flags = ['-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'max_connections=200', '-c', 'timezone=UTC']
  if (options.volatile) flags.push('-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off')
  const quoted = flags.map((flag) => (flag === '' ? `''` : flag)).join(' ')
  await run(
    binaries.pgCtl,
    ['start', '-w', '-t', '60', '-D', options.dataDir, '-l', join(options.dataDir, 'server.log'), '-o', quoted],
    account,
    options.dataDir,
  )
  return {
    url: (database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => stop(binaries, account, options.dataDir),
  }
}

async function initialise(binaries: PostgresBinaries, account: Account, dataDir: string): Promise<string> {
  const passwordPath = join(dataDir, '..', 'postgres.password')
  const finished = await stat(join(dataDir, 'PG_VERSION'))
    .then(() => stat(passwordPath))
    .catch(() => null)
  if (finished) return (await readFile(passwordPath, 'utf8')).trim()
  // A folder without its last file is an initdb that was killed: it holds nothing yet.
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url')
  const staged = join(dataDir, '..', 'postgres.password.new')
  await writeFile(staged, `${password}\n`, { mode: 0o600 })
  if (account.uid !== undefined)
    await Promise.all([dataDir, staged].map((path) => chown(path, account.uid as number, account.gid as number)))
  const args = [
    '-D',
    dataDir,
    '-U',
    user,
    '-A',
    'scram-sha-256',
    `--pwfile=${staged}`,
    '-E',
    'UTF8',
    // Sorted by code point like C, but letters of every script have upper and lower case: searches depend on it.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]
  await run(binaries.initdb, args, account, dataDir)
  // Written last: its presence says that the cluster is whole.
  await writeFile(passwordPath, `${password}\n`, { mode: 0o600 })
  await rm(staged, { force: true })
  return password
}

async function isRunning(binaries: PostgresBinaries, account: Account, dataDir: string): Promise<boolean> {
  return run(binaries.pgCtl, ['status', '-D', dataDir], account, dataDir).then(
    () => true,
    () => false,
  )
}

async function stop(binaries: PostgresBinaries, account: Account, dataDir: string): Promise<void> {
  try {
    await run(binaries.pgCtl, ['stop', '-w', '-t', '30', '-m', 'fast', '-D', dataDir], account, dataDir)
  } catch (error) {
    if (await isRunning(binaries, account, dataDir)) throw error
  }
}

function run(file: string, args: string[], account: Account, dataDir: string): Promise<string> {
  const [command, commandArgs] = account.wrap(file, args)
  const identity = account.uid === undefined ? {} : { uid: account.uid, gid: account.gid as number }
  return new Promise((resolve, reject) => {
    // pg_ctl leaves the server behind with its own output file; stdio is a pipe only for its own words.
    const child = execFile(
      command,
      commandArgs,
      { cwd: '/', env: { ...cleanEnv(), LC_ALL: 'C' }, ...(account.viaWrapper ? {} : identity) },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        const detail = stderr.trim().split('\n').at(-1) ?? error.message
        reject(
          new AppError(
            'INTERNAL_ERROR',
            `The embedded Postgres in ${dataDir} did not start or stop as ${userInfo().username}: ${detail} (its log is server.log in that folder).`,
            { cause: error },
          ),
        )
      },
    )
    child.stdin?.end()
  })
}

/** PG* variables of the user's shell would redirect the tools to another server. */
function cleanEnv(): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
