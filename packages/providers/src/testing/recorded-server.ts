import { readFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/**
 * How a recorded answer goes out: whole; cut off in the middle by a lost connection (`cut`) or by a clean end
 * (`early-end`); never (`silent`); or the first half, and then nothing more (`stalled`).
 */
export type Delivery = 'whole' | 'cut' | 'early-end' | 'silent' | 'stalled'

export interface Recording {
  /** File of the folder, without its ending: `.sse` for a stream where there is one, else `.json`. */
  name: string
  status?: number
  headers?: Record<string, string>
  delivery?: Delivery
  /** Instead of the file. */
  body?: string
}

export interface SeenRequest {
  path: string
  headers: IncomingHttpHeaders
  body: unknown
  /** Settles when the connection of this request is closed or its answer is out. */
  closed: Promise<void>
}

/** A real HTTP server on this machine that answers everything with one recording and keeps a journal. */
export interface RecordedServer extends AsyncDisposable {
  url: string
  requests: SeenRequest[]
  play(recording: Recording): void
  /** Settles when the next request has arrived. */
  nextRequest(): Promise<SeenRequest>
}

export async function openRecordedServer(folder: URL): Promise<RecordedServer> {
  let playing: Recording = { name: 'answer' }
  let waiting: ((request: SeenRequest) => void)[] = []
  const requests: SeenRequest[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve))
    const body: unknown = JSON.parse(await text(request))
    const seen = { path: request.url ?? '', headers: request.headers, body, closed }
    requests.push(seen)
    await answer(response, playing, await read(folder, playing, isStream(seen)))
    for (const resolve of waiting) resolve(seen)
    waiting = []
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    play: (recording) => {
      playing = recording
      requests.length = 0
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function isStream({ path, body }: Pick<SeenRequest, 'path' | 'body'>): boolean {
  return path.includes('stream') || (body as { stream?: boolean }).stream === true
}

async function read(folder: URL, { name, body, status = 200 }: Recording, streamed: boolean) {
  const type = streamed && status === 200 ? 'text/event-stream' : 'application/json'
  const file = new URL(`${name}.${type === 'application/json' ? 'json' : 'sse'}`, folder)
  return { type, body: Buffer.from(body ?? (await readFile(file))) }
}

async function answer(response: ServerResponse, playing: Recording, { type, body }: { type: string; body: Buffer }) {
  const { status = 200, headers = {}, delivery = 'whole' } = playing
  if (delivery === 'silent') return
  response.writeHead(status, { 'content-type': type, ...headers })
  if (delivery === 'whole') {
    response.end(body)
    return
  }
  await new Promise((resolve) => response.write(body.subarray(0, body.length / 2), resolve))
  if (delivery === 'early-end') response.end()
  if (delivery === 'cut') response.destroy()
}
