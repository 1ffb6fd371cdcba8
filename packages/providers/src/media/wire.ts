import { Agent, type Dispatcher, request as send } from 'undici'
import { brokenAnswer, connectionFailure } from '../text/connection-failure.ts'
import type { ProviderError } from '../text/contract.ts'
import { httpFailure, readRetryAfter } from '../text/http-failure.ts'

/** An answer that said no, as far as it could be read. */
export interface Refusal {
  status: number
  /** Its JSON; undefined when it was none. */
  body: unknown
}

export interface WireOptions {
  provider: string
  model: string
  /** What a refusal gives as its reasons, in the words that `httpFailure` knows. */
  reasons: (refusal: Refusal) => readonly string[]
  /** Sent besides what the SDK sends. */
  headers?: Readonly<Record<string, string>>
}

/**
 * One HTTP request for an SDK to send, and no second one: whatever the SDK thinks of retrying, a request after the first
 * never leaves. Nor does a redirect or a 421 send it again, as the platform's own `fetch` would.
 */
export interface Wire {
  fetch: typeof fetch
  /** What went wrong, seen from the wire; null when it brought a good answer, and what was thrown has another cause. */
  failure(): ProviderError | null
  refusal(): Refusal | null
  /** The provider's own time, where its answer told it. */
  date(): Date | null
}

const limits = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, maxResponseSize: 256 * 1024 * 1024 } as const
/** Asking again does no harm, so connections are kept. */
const asking = new Agent(limits)
/** A kept connection may die under a request without anybody knowing whether it arrived: a create gets one of its own. */
const creating = new Agent({ ...limits, pipelining: 0 })

/** Tells an SDK to give up: none of them tries again after this status. */
const giveUp = 499

export function createWire(options: WireOptions): Wire {
  let isUsed = false
  let thrown: { error: unknown } | null = null
  let refused: Refusal | null = null
  let headers = new Headers()
  const exchange = async (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    if (isUsed) return new Response(null, { status: giveUp })
    isUsed = true
    try {
      const answer = await sendOnce(new Request(input, init), options.headers ?? {})
      headers = headersOf(answer)
      if (answer.statusCode >= 200 && answer.statusCode < 300) return await responseOf(answer, headers)
      refused = { status: answer.statusCode, body: await answer.body.json().catch(() => undefined) }
    } catch (error) {
      thrown = { error }
    }
    return new Response(null, { status: giveUp })
  }
  return {
    fetch: exchange,
    refusal: () => refused,
    failure: () => {
      if (thrown) return connectionFailure(options.provider, thrown.error)
      return refused && refusalFailure(options, refused, headers)
    },
    date: () => {
      const at = new Date(headers.get('date') ?? '')
      return Number.isNaN(at.getTime()) ? null : at
    },
  }
}

async function sendOnce(request: Request, more: Readonly<Record<string, string>>): Promise<Dispatcher.ResponseData> {
  const isAsking = request.method === 'GET'
  return await send(request.url, {
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), ...more },
    body: isAsking ? null : new Uint8Array(await request.arrayBuffer()),
    signal: request.signal,
    dispatcher: isAsking ? asking : creating,
  })
}

/** The whole answer, so that a connection that is lost within it is seen here and not by the SDK. */
async function responseOf(answer: Dispatcher.ResponseData, headers: Headers): Promise<Response> {
  const bytes = await answer.body.arrayBuffer()
  const isEmpty = answer.statusCode === 204 || answer.statusCode === 205
  return new Response(isEmpty ? null : bytes, { status: answer.statusCode, headers })
}

/** A redirect of a create says neither yes nor no. */
function refusalFailure(options: WireOptions, refusal: Refusal, headers: Headers): ProviderError {
  if (refusal.status < 400) return brokenAnswer(options.provider)
  const { provider, model } = options
  const reasons = options.reasons(refusal)
  const retryAfterS = readRetryAfter(headers)
  return httpFailure({ provider, model, status: refusal.status, reasons, retryAfterS })
}

function headersOf({ headers }: Dispatcher.ResponseData): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
  )
}
