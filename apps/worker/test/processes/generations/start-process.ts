import { fork } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const apps = join(import.meta.dirname, '../../../..')

export interface HouseProcess {
  /** The API's own address. */
  url: string
  /** Resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** A real process of the house, with nothing but this environment; resolves when it says that it is up. */
export async function startProcess(
  app: 'server' | 'worker',
  env: Record<string, string>,
  log: string,
): Promise<HouseProcess> {
  const file = await open(log, 'a')
  const child = fork(join(apps, app, 'src/main.ts'), [], {
    env,
    execArgv: [],
    stdio: ['ignore', file.fd, file.fd, 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const up = new Promise<{ listening?: string }>((resolve) => {
    child.once('message', (message) => resolve(message as { listening?: string }))
  })
  const died = exited.then(() => {
    throw new Error(`the ${app} ended before it was up: see ${log}`)
  })
  died.catch(() => {})
  try {
    const { listening = '' } = await Promise.race([up, died])
    return {
      url: listening,
      kill: async (signal) => {
        child.kill(signal)
        await exited
      },
    }
  } finally {
    await file.close()
  }
}
