import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SourceFile {
  bytes: Uint8Array
  etag?: string
  /** Answered in place of the bytes: the way to another address. */
  location?: string
  /** After its bytes nothing comes, not even an end. */
  isEndless?: boolean
}

/** Serves files by their path, as a user's web server would, and counts who asks for what. */
export interface SourceServer extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  origin: string
  /** As OUTBOUND_ALLOW spells it. */
  pair: string
  files: Map<string, SourceFile>
  /** `200 /clip.mp4`, in order. */
  answered: string[]
  connections: number
}

export async function openSourceServer(): Promise<SourceServer> {
  const files = new Map<string, SourceFile>()
  const answered: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const file = files.get(path.replace(/\?.*/, ''))
    const same = file?.etag !== undefined && request.headers['if-none-match'] === file.etag
    const status = !file ? 404 : file.location ? 302 : same ? 304 : 200
    answered.push(`${status} ${path}`)
    const headers = { ...(file?.etag && { etag: file.etag }), ...(file?.location && { location: file.location }) }
    response.writeHead(status, headers)
    if (file?.isEndless) response.write(file.bytes)
    else response.end(status === 200 ? file?.bytes : undefined)
  })
  const opened: SourceServer = {
    origin: '',
    pair: '',
    files,
    answered,
    connections: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('connection', () => opened.connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.pair = `127.0.0.1:${(server.address() as AddressInfo).port}`
  opened.origin = `http://${opened.pair}`
  return opened
}
