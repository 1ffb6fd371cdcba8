import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { descendantsOf } from './processes.ts'

const root = join(import.meta.dirname, '../..')

export interface Started {
  process: ChildProcess
  /** The address that it printed. */
  url: Promise<string>
  exit: Promise<number | NodeJS.Signals>
  output(): string
}

/** What `npm start` runs once everything is installed, with a state folder of its own. */
export function startCommand(home: string, env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, CRONICL_HOME: home, PORT: '0', CRONICL_NO_INSTALL: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const url = Promise.withResolvers<string>()
  url.promise.catch(() => {})
  const read = (line: string): void => {
    lines.push(line)
    const ready = /ready at (http\S+)/.exec(line)
    if (ready) url.resolve(ready[1] as string)
  }
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read)
  const exit = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => {
      url.reject(new Error(`it ended before it was ready:\n${lines.join('\n')}`))
      resolve(signal ?? code ?? 1)
    })
  })
  return { process: child, url: url.promise, exit, output: () => lines.join('\n') }
}

export async function stateFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'cronicl-start-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Every process of the stack: what was started, and a Postgres that works in its folder. */
export async function stackProcesses(started: Started, home: string): Promise<number[]> {
  return descendantsOf(started.process.pid as number, (commandLine) => commandLine.includes(home))
}
