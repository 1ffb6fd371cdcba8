import { readFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/**
 * How an answer goes out: whole; cut off in the middle by a lost connection (`cut`) or a clean end (`early-end`); never
 * (`silent`); or not at all, because the connection is reset before the request was read (`reset-before`) or after it
 * (`reset-after`).
 */
export type MediaDelivery = 'whole' | 'cut' | 'early-end' | 'silent' | 'reset-before' | 'reset-after'

export interface MediaRecording {
  /** File of the folder, without `.json`. */
  name?: string
  /** Instead of the file. */
  body?: string
  status?: number
  headers?: Readonly<Record<string, string>>
  delivery?: MediaDelivery
}

export interface MediaSeen {
  /** `POST /v1/images/generations` */
  line: string
  headers: IncomingHttpHeaders
  /** Null when the connection was reset before it was read. */
  bytes: Buffer | null
  /** Settles when the connection of this request is closed or its answer is out. */
  closed: Promise<void>
}

/** Which recording answers which request: the first route whose pattern fits `METHOD /path`. */
export type MediaScript = readonly (readonly [route: RegExp, recording: MediaRecording])[]

/** A real HTTP server on this machine that answers by a script and keeps a journal, also of what it did not answer. */
export interface MediaServer extends AsyncDisposable {
  url: string
  requests: MediaSeen[]
  play(script: MediaScript): void
  /** Settles when the next request has arrived. */
  nextRequest(): Promise<MediaSeen>
}

export async function openMediaServer(folder: URL): Promise<MediaServer> {
  let script: MediaScript = []
  let waiting: ((request: MediaSeen) => void)[] = []
  const requests: MediaSeen[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve))
    const line = `${request.method} ${request.url}`
    const seen: MediaSeen = { line, headers: request.headers, bytes: null, closed }
    requests.push(seen)
    const recording = script.find(([route]) => route.test(line))?.[1] ?? { status: 404, body: '{}' }
    const { delivery = 'whole' } = recording
    if (delivery !== 'reset-before') seen.bytes = await buffer(request)
    for (const resolve of waiting) resolve(seen)
    waiting = []
    if (delivery.startsWith('reset')) return void request.socket.resetAndDestroy()
    if (delivery !== 'silent') await answer(response, recording, await bodyOf(folder, recording))
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    play: (next) => {
      script = next
      requests.length = 0
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(folder: URL, { name, body }: MediaRecording): Promise<Buffer> {
  if (body !== undefined) return Buffer.from(body)
  return await readFile(new URL(`${name}.json`, folder))
}

async function answer(response: ServerResponse, recording: MediaRecording, body: Buffer): Promise<void> {
  const { status = 200, headers = {}, delivery = 'whole' } = recording
  const length = delivery === 'whole' ? {} : { 'content-length': `${body.length}` }
  response.writeHead(status, { 'content-type': 'application/json', ...length, ...headers })
  if (delivery === 'whole') return void response.end(body)
  await new Promise((resolve) => response.write(body.subarray(0, body.length / 2), resolve))
  if (delivery === 'early-end') response.socket?.end()
  else response.destroy()
}
