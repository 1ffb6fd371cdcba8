import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { text } from 'node:stream/consumers'
import type { SelfSigned } from './self-signed.ts'

export interface SeenRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
  /** The name that the TLS handshake asked for. */
  servername: string | undefined
}

/** A real server on a port of its own that remembers all that reached it. */
export interface TestServer extends AsyncDisposable {
  port: number
  /** `http://127.0.0.1:port` */
  origin: string
  /** `127.0.0.1:port`, as the allow-list spells it. */
  pair: string
  connections: number
  seen: SeenRequest[]
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void

/** Answers every request by `answer`, `ok` when left out; over TLS where a certificate is given. */
export async function openServer(
  answer: Answer = (response) => response.end('ok'),
  certificate?: SelfSigned,
): Promise<TestServer> {
  const seen: SeenRequest[] = []
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request
    const { servername } = request.socket as TLSSocket
    const one = { method, url, headers, body: await text(request), servername: servername || undefined }
    seen.push(one)
    answer(response, one)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => void onRequest(request, response)
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener)
  const opened: TestServer = {
    port: 0,
    origin: '',
    pair: '',
    connections: 0,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('connection', () => opened.connections++)
  // Both families: a spelling of IPv6 loopback must find somebody home.
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  opened.port = (server.address() as AddressInfo).port
  opened.pair = `127.0.0.1:${opened.port}`
  opened.origin = `http://${opened.pair}`
  return opened
}
