import { fork } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'

export interface ServerOptions {
  /** Absolute path of the file that is the process. */
  main: string
  args?: string[]
  env?: Record<string, string>
  /** File that takes what it prints: an API that serves writes its log somewhere, too. */
  log: string
}

export interface Server extends AsyncDisposable {
  url: string
}

const killAfterMs = 10_000

/** Starts a server as a process of its own and resolves when it listens. Gone, at the latest by SIGKILL, when disposed. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const log = await open(options.log, 'a')
  const child = fork(options.main, options.args ?? [], {
    env: options.env ?? {},
    // As `node main.ts` would start, whatever flags the benchmark itself runs with.
    execArgv: [],
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  })
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
  const stop = async (): Promise<void> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    child.kill('SIGTERM')
    await exited
    clearTimeout(timer)
    await log.close()
  }
  const listening = new Promise<string>((resolve) => {
    child.once('message', (message) => resolve((message as { listening: string }).listening))
  })
  const died = exited.then(async (how) => {
    throw new Error(`${options.main} ended (${how}) before it listened:\n${await readFile(options.log, 'utf8')}`)
  })
  try {
    return { url: await Promise.race([listening, died]), [Symbol.asyncDispose]: stop }
  } catch (error) {
    await log.close()
    throw error
  } finally {
    died.catch(() => {})
  }
}
