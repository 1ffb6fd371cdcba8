import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { TestWorkerMessage, TestWorkerOptions } from './test-work.ts'

export interface TestWorker {
  pid: number
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void
  exited: Promise<{ code: number | null; signal: string | null }>
}

/** Starts a worker process and resolves when it takes jobs. */
export async function spawnTestWorker(
  options: Omit<TestWorkerOptions, 'finishMs'> & {
    finishMs?: number /** Complaints are expected and not shown. */
    quiet?: boolean
  },
  onMessage: (message: TestWorkerMessage) => void = () => {},
): Promise<TestWorker> {
  const { quiet = false, ...rest } = options
  const settings: TestWorkerOptions = { finishMs: 5_000, ...rest }
  const child = fork(join(import.meta.dirname, 'test-worker.ts'), [JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', quiet ? 'ignore' : 'inherit', 'ipc'],
  })
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: TestWorkerMessage) => {
      if (message.type === 'ready') resolve()
      onMessage(message)
    })
  })
  const died = exited.then(({ code }) => {
    throw new Error(`the test worker ended with ${code} before it was ready`)
  })
  await Promise.race([ready, died])
  died.catch(() => {})
  return { pid: child.pid as number, kill: (signal) => void child.kill(signal), exited }
}
