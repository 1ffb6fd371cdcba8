import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../packages/db/src/index.ts'
import { root } from '../steps/paths.mjs'

/**
 * @typedef {object} StackOptions
 * @property {string} home Folder of the embedded state.
 * @property {NodeJS.ProcessEnv} env
 * @property {number} [workers]
 * @property {(line: string) => void} say What a person should read.
 * @property {AbortSignal} [signal] Ends a start that is under way, leaving nothing behind.
 */

/**
 * A small young generation: what an upload leaves behind is then collected after tens of MiB instead of hundreds, which
 * keeps the memory of the API where it was (measured: 22 instead of 77 MiB of growth over 2 GiB of uploads).
 */
const nodeFlags = ['--max-semi-space-size=2']
const killAfterMs = 8_000
const restartsMax = 5

/**
 * The whole house on this machine: Postgres unless DATABASE_URL names one, the API and its workers, each a process of
 * its own that ends when this one does. Resolves when the API answers.
 * @param {StackOptions} options
 */
export async function startStack(options) {
  const { home, say } = options
  mkdirSync(join(home, 'logs'), { recursive: true })
  const database = options.env.DATABASE_URL ? null : await startDatabase(home)
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...options.env,
    CRONICL_HOME: home,
    DATABASE_URL: options.env.DATABASE_URL || database?.url,
    JWT_SECRET: options.env.JWT_SECRET || keptSecret(join(home, 'jwt-secret')),
    SHUTDOWN_GRACE_SECONDS: options.env.SHUTDOWN_GRACE_SECONDS || '2',
    NODE_COMPILE_CACHE: join(home, 'compile-cache'),
  }
  /** @type {Set<Child>} */
  const children = new Set()
  const stop = async () => {
    await Promise.all([...children].map((child) => child.stop()))
    await database?.stop()
  }
  try {
    const api = startChild('api', 'apps/server/src/main.ts', env, home, say)
    children.add(api)
    const { listening: url } = await unlessAborted(api.up, options.signal)
    // The API has taken a port that was free; should it come back after a crash, it must take the same.
    env.PORT = new URL(url).port
    env.PUBLIC_URL = options.env.PUBLIC_URL || `http://localhost:${env.PORT}`
    for (let n = 1; n <= (options.workers ?? 1); n++) {
      children.add(startChild(n === 1 ? 'worker' : `worker-${n}`, 'apps/worker/src/main.ts', env, home, say))
    }
    await unlessAborted(Promise.all([...children].map((child) => child.up)), options.signal)
    return { url: env.PUBLIC_URL, databaseUrl: /** @type {string} */ (env.DATABASE_URL), children, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
function unlessAborted(promise, signal) {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject)
  })
}

/** @param {string} home */
async function startDatabase(home) {
  const server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') })
  const admin = new pg.Client({ connectionString: server.url('postgres') })
  await admin.connect()
  const { rowCount } = await admin.query(`SELECT 1 FROM pg_database WHERE datname = 'cronicl'`)
  if (!rowCount) await admin.query('CREATE DATABASE cronicl')
  await admin.end()
  return { url: server.url('cronicl'), stop: server.stop }
}

/** @param {string} file */
function keptSecret(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    const secret = randomBytes(48).toString('base64url')
    writeFileSync(file, `${secret}\n`, { mode: 0o600 })
    return secret
  }
}

/**
 * @typedef {{ listening: string }} Up What a process says when it is up; only the API listens.
 * @typedef {object} Child
 * @property {string} name
 * @property {() => number | undefined} pid
 * @property {Promise<Up>} up
 * @property {() => Promise<void>} stop
 */

/**
 * A process that is started again when it dies. It is in a session of its own, so that Ctrl-C reaches only this
 * process, which then stops all of them in order; and it hears by its IPC channel when this process is gone.
 * @param {string} name
 * @param {string} main
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @param {(line: string) => void} say
 * @returns {Child}
 */
function startChild(name, main, env, home, say) {
  const log = createWriteStream(join(home, 'logs', `${name}.log`), { flags: 'a' })
  /** @type {PromiseWithResolvers<Up>} */
  const up = Promise.withResolvers()
  let wasUp = false
  let stopping = false
  let deaths = 0
  /** @type {import('node:child_process').ChildProcess} */
  let process_
  const start = () => {
    process_ = spawn(process.execPath, [...nodeFlags, join(root, main)], {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [process_.stdout, process_.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => tell(name, line, log, say))
    }
    process_.on('message', (/** @type {any} */ message) => {
      wasUp = true
      up.resolve(message)
    })
    process_.on('exit', (code, signal) => {
      if (stopping) return
      const how = signal ?? `code ${code}`
      // What never came up said why; only what was up is worth starting again.
      if (!wasUp) return up.reject(new Error(`The ${name} could not start (${how}).`))
      if (++deaths > restartsMax)
        return say(`The ${name} died ${deaths} times and stays down. Its log is ${join(home, 'logs', `${name}.log`)}.`)
      say(`The ${name} died (${how}); starting it again.`)
      setTimeout(() => stopping || start(), 250 * 2 ** deaths)
    })
  }
  start()
  return {
    name,
    pid: () => process_.pid,
    up: up.promise,
    stop: () => {
      stopping = true
      up.promise.catch(() => {})
      return end(process_).finally(() => log.end())
    },
  }
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function end(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

/**
 * Everything goes to the log file; warnings and what is no log line at all are shown as well.
 * @param {string} name @param {string} line @param {import('node:fs').WriteStream} log @param {(line: string) => void} say
 */
function tell(name, line, log, say) {
  log.write(`${line}\n`)
  if (!line.startsWith('{')) return say(`[${name}] ${line}`)
  try {
    const { level, msg, err } = JSON.parse(line)
    if (level >= 40) say(`[${name}] ${msg}${err?.message ? `: ${err.message}` : ''}`)
  } catch {
    say(`[${name}] ${line}`)
  }
}
