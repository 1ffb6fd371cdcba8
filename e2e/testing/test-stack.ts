import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CroniclClient, createClient } from '@cronicl/client'
// @boundaries-ignore what is tested here is the command itself
import { startStack } from '../../scripts/stack/start-stack.mjs'

interface Child {
  name: string
  pid(): number | undefined
}

export interface TestStack extends AsyncDisposable {
  url: string
  databaseUrl: string
  home: string
  /** The process number of the API or of a worker. */
  pid(name: string): number
  /** What the processes said that was worth showing. */
  said: string[]
  /** A client that has signed up. */
  signUp(): Promise<CroniclClient>
}

let accounts = 0

/** Real processes with a Postgres and a folder of their own; gone when disposed of. */
export async function startTestStack(
  options: { env?: Record<string, string>; workers?: number } = {},
): Promise<TestStack> {
  const home = await mkdtemp(join(tmpdir(), 'cronicl-e2e-'))
  const said: string[] = []
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG', 'FFMPEG_PATH', 'FFPROBE_PATH'].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  )
  const stack = await startStack({
    home,
    env: { ...inherited, PORT: '0', ...options.env },
    ...(options.workers ? { workers: options.workers } : {}),
    say: (line: string) => void said.push(line),
  })
  return {
    url: stack.url,
    databaseUrl: stack.databaseUrl,
    home,
    said,
    pid: (name) => {
      const child = [...(stack.children as Set<Child>)].find((candidate) => candidate.name === name)
      const pid = child?.pid()
      if (!pid) throw new Error(`there is no ${name}`)
      return pid
    },
    signUp: async () => {
      const client = createClient({ url: stack.url })
      await client.auth.register({ email: `person-${++accounts}@example.com`, password: 'a lantern in the fog' })
      return client
    },
    [Symbol.asyncDispose]: async () => {
      await stack.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
