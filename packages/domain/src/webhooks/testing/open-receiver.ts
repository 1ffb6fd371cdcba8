import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

/** One request as it arrived, read and verified as a user's own code does it. */
export interface ReceivedMessage {
  id: string
  timestampS: number
  signature: string
  body: { type: string; timestamp: string; data: Record<string, unknown> }
  /** Whether the official package accepts it under the receiver's secret. */
  verified: boolean
}

/** What the receiver does with the next request: a status, with headers where they matter, or a fault. */
export type Reaction = number | { status: number; headers: Record<string, string> } | 'hang' | 'reset' | 'endless'

export interface Receiver extends AsyncDisposable {
  url: string
  /** As the allow-list spells it. */
  pair: string
  /** Verified with; set it to the endpoint's. */
  secret: string
  /** Of several endpoints at one receiver; one of them has to verify. */
  secrets: readonly string[]
  /** Every fourth message fails the first time that it comes: with 500, or by a cut connection. */
  isFaulty: boolean
  received: ReceivedMessage[]
  /** One for each request to come; 204 when there are none left. */
  reactions: Reaction[]
  /** Resolves when so many requests have arrived. */
  has(count: number): Promise<void>
  /** The most requests that were open at a time. */
  mostAtOnce: number
}

/** A real server that takes messages as a user's endpoint does. */
export async function openReceiver(): Promise<Receiver> {
  let open = 0
  const waiting = new Set<() => void>()
  const seen = new Set<string>()
  const server = createServer((request, response) => void take(request, response))
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    receiver.mostAtOnce = Math.max(receiver.mostAtOnce, ++open)
    response.once('close', () => open--)
    const message = read(request, await text(request), [receiver.secret, ...receiver.secrets])
    const isFirst = !seen.has(message.id)
    seen.add(message.id)
    receiver.received.push(message)
    for (const look of waiting) look()
    const fault = receiver.isFaulty && isFirst && seen.size % 4 === 0 && (seen.size % 8 === 0 ? 500 : 'reset')
    react(receiver.reactions.shift() ?? (fault || 204), response)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const receiver: Receiver = {
    url: `http://${pair}/hooks`,
    pair,
    secret: '',
    secrets: [],
    isFaulty: false,
    received: [],
    reactions: [],
    mostAtOnce: 0,
    has: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (receiver.received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

function read({ headers }: IncomingMessage, body: string, secrets: readonly string[]): ReceivedMessage {
  const header = (name: string): string => String(headers[name])
  return {
    id: header('webhook-id'),
    timestampS: Number(header('webhook-timestamp')),
    signature: header('webhook-signature'),
    body: JSON.parse(body) as ReceivedMessage['body'],
    verified: secrets.some((secret) => isVerified(body, headers as Record<string, string>, secret)),
  }
}

function isVerified(body: string, headers: Record<string, string>, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}

function react(reaction: Reaction, response: ServerResponse): void {
  if (reaction === 'hang') return
  if (reaction === 'reset') return void response.socket?.resetAndDestroy()
  if (reaction === 'endless') {
    response.writeHead(200)
    return void response.end(Buffer.alloc(1_000_000))
  }
  if (typeof reaction === 'number') return void response.writeHead(reaction).end()
  response.writeHead(reaction.status, reaction.headers).end('moved')
}
