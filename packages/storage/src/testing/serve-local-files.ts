import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { type Clock, toAppError } from '@cronicl/core'
import { answerFileRequest } from '../local/answer-file-request.ts'
import type { LocalBlobStore } from '../local/local-blob-store.ts'

/** Serves `/files/<key>` of a local store on an ephemeral loopback port, as the API does. Errors are JSON `{ code, message }`. */
export async function serveLocalFiles(
  store: LocalBlobStore,
  clock: Clock,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((req, res) => {
    answer(store, clock, req, res).catch((error: unknown) => {
      const { code, message, policy } = toAppError(error)
      if (res.headersSent) return res.destroy()
      // What the client still sends is not waited for.
      res.writeHead(policy.http, { 'content-type': 'application/json', connection: 'close' })
      return res.end(JSON.stringify({ code, message }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(store: LocalBlobStore, clock: Clock, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://local')
  const key = url.pathname.replace(/^\/files\//, '')
  const query = Object.fromEntries(url.searchParams)
  const { method = 'GET', headers } = req
  const {
    status,
    headers: out,
    body,
  } = await answerFileRequest(store, { method, key, query, headers, body: req }, clock)
  res.writeHead(status, out)
  if (body) await pipeline(body, res)
  else res.end()
}
