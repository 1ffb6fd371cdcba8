import type { Readable } from 'node:stream'
import { Client, type Dispatcher } from 'undici'
import { isAllowed } from './assert-public-url.ts'
import { connectTo } from './connect-to.ts'
import { untilAborted } from './deadline.ts'
import { type Resolve, findAddresses } from './find-addresses.ts'
import { troubleWith } from './outbound-errors.ts'

/** One request to one URL. */
export interface Ask {
  url: URL
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body: string | Uint8Array | null
}

/** How this process goes out, and until when. */
export interface Way {
  allow: readonly string[]
  resolve: Resolve
  /** Certificates to trust in place of the usual ones. */
  ca?: string | undefined
  signal: AbortSignal
}

/** An answer whose body is still on its way; disposing it ends the connection. */
export interface Answering extends AsyncDisposable {
  url: URL
  status: number
  headers: Headers
  body: Readable
}

/**
 * One request on a connection of its own, to an address that was checked, never sent twice. Redirects are answers. The
 * URL itself is the caller's to check (assertPublicUrl); rejects with the signal's reason when it is aborted.
 */
export async function askOnce(ask: Ask, way: Way): Promise<Answering> {
  const { url } = ask
  try {
    way.signal.throwIfAborted()
    const addresses = await untilAborted(
      way.signal,
      findAddresses(url, { resolve: way.resolve, isFree: isAllowed(url, way.allow) }),
    )
    return await send(ask, way, new Client(url.origin, { ...clientOptions, connect: connectTo(addresses, way) }))
  } catch (error) {
    throw way.signal.aborted ? way.signal.reason : troubleWith(url, error)
  }
}

/** The deadline of the whole exchange is the only clock, and the connection is not kept for a next request. */
const clientOptions: Client.Options = { pipelining: 0, headersTimeout: 0, bodyTimeout: 0 }

async function send(ask: Ask, { signal }: Way, client: Client): Promise<Answering> {
  // The client listens to a signal only once it is connected.
  const listener = () => void client.destroy(signal.reason as Error)
  signal.addEventListener('abort', listener, { once: true })
  try {
    const answer = await client.request(toOptions(ask, signal))
    return {
      url: ask.url,
      status: answer.statusCode,
      headers: toHeaders(answer.headers),
      body: answer.body,
      [Symbol.asyncDispose]: async () => {
        signal.removeEventListener('abort', listener)
        answer.body.on('error', () => {})
        await client.destroy()
      },
    }
  } catch (error) {
    await client.destroy()
    throw error
  }
}

function toOptions({ url, method, headers, body }: Ask, signal: AbortSignal): Dispatcher.RequestOptions {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    path: url.pathname + url.search,
    method,
    headers: {
      accept: '*/*',
      'user-agent': 'cronicl',
      ...Object.fromEntries(given.filter(([name]) => name !== 'host')),
      // A compressed body could be small on the wire and large here.
      'accept-encoding': 'identity',
    },
    body,
    signal,
  }
}

function toHeaders(given: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(given))
    for (const value of Array.isArray(values) ? values : [values]) if (value !== undefined) headers.append(name, value)
  return headers
}
