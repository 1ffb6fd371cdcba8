import { constants, open } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { run } from '../ffmpeg/run.ts'

/** A file and a server that nobody may touch, and who did. */
export interface Canaries extends AsyncDisposable {
  /** Both end in .mp4: what goes by endings has nothing against them. */
  path: string
  url: string
  /** What happened so far: nothing, where all is well. */
  touched: string[]
}

/**
 * The file is a named pipe: whoever opens it to read, for a byte or for none, lets the writer in that waits behind it.
 */
export async function openCanaries(dir: string): Promise<Canaries> {
  const touched: string[] = []
  const path = join(dir, 'canary.mp4')
  await run({ command: 'mkfifo', args: [path], timeoutMs: 5000 })
  let closing = false
  const wait = async (): Promise<void> => {
    await using _file = await open(path, 'w')
    if (!closing) touched.push('file')
  }
  const waiting = wait()
  const server = createServer((_, response) => response.end())
  server.on('connection', () => touched.push('server'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    path,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary.mp4`,
    touched,
    [Symbol.asyncDispose]: async () => {
      closing = true
      // Lets the writer go that still waits; where there is none any more, this does not wait for one.
      await (await open(path, constants.O_RDONLY | constants.O_NONBLOCK)).close()
      await waiting
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
