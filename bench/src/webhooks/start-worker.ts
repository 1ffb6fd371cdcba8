import { fork } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

export interface WorkerProcess {
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

const main = join(import.meta.dirname, '../../../apps/worker/src/main.ts')

/** Starts a worker as a process of its own and resolves when it takes jobs. */
export async function startWorker(env: Record<string, string>, log: string): Promise<WorkerProcess> {
  const file = await open(log, 'a')
  const child = fork(main, [], { env, execArgv: [], stdio: ['ignore', file.fd, file.fd, 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const working = new Promise<void>((resolve) => child.once('message', () => resolve()))
  const died = exited.then(() => {
    throw new Error(`the worker ended before it worked: see ${log}`)
  })
  await Promise.race([working, died])
  died.catch(() => {})
  return {
    kill: async (signal) => {
      child.kill(signal)
      await exited
      await file.close().catch(() => {})
    },
  }
}
