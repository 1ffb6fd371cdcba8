import { CroniclError, fromErrorShape, fromResponse } from './cronicl-error.ts'
import { type ServerEvent, createEventParser } from './event-parser.ts'
import type { Fetch } from './links.ts'

/** Where subscriptions are asked for. */
export interface Door {
  /** Address of the API. */
  url: string
  fetch: Fetch
}

export type Connection = 'connecting' | 'pending'

interface StreamRequest {
  path: string
  input: unknown
  lastEventId: string | null
  signal?: AbortSignal | undefined
  onState?: (state: Connection, error: null) => void
}

/** What a stream brought: an event's data, with its id if it has one; or an id alone. */
export type StreamEvent = { id?: string; data: unknown } | { id: string }

/** How long a server may be silent that has not said how long it is at most. */
const silenceMs = 60_000

/**
 * One connection's events, as tRPC writes them (`connected`, data, `serialized-error`, `return`). The input goes in the
 * body: it may be longer than an address can be, and nothing between here and there repeats a POST by itself. Throws the
 * server's error, or `NETWORK_ERROR` when the stream stops without its end or stays silent for too long.
 */
export async function* connectStream(door: Door, request: StreamRequest): AsyncGenerator<StreamEvent, void> {
  const hangUp = new AbortController()
  const signal = request.signal ? AbortSignal.any([request.signal, hangUp.signal]) : hangUp.signal
  let quietMs = silenceMs
  const within = async <T>(answer: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => hangUp.abort(lost()), quietMs)
    return answer.finally(() => clearTimeout(timer))
  }
  try {
    const reader = (await within(ask(door, request, signal))).getReader()
    const decoder = new TextDecoder()
    const parse = createEventParser()
    for (;;) {
      const { done, value } = await within(reader.read()).catch((cause: unknown) => {
        throw signal.aborted ? cause : lost(cause)
      })
      if (done) throw lost()
      for (const event of parse(decoder.decode(value, { stream: true }))) {
        if (event.type === 'return') return
        if (event.type === 'serialized-error') throw fromErrorShape(JSON.parse(event.data))
        if (event.type === 'connected') {
          quietMs =
            (JSON.parse(event.data) as { reconnectAfterInactivityMs?: number }).reconnectAfterInactivityMs ?? quietMs
          request.onState?.('pending', null)
        }
        const told = read(event)
        if (told) yield told
      }
    }
  } finally {
    hangUp.abort()
  }
}

async function ask(door: Door, request: StreamRequest, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const { path, input, lastEventId } = request
  const response = await door.fetch(`${door.url}/trpc/${path}`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    },
    body: input === undefined ? null : JSON.stringify(input),
    cache: 'no-store',
    signal,
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  if (!response.ok || !isStream || !response.body) throw await fromResponse(response)
  return response.body
}

function read({ type, data, id }: ServerEvent): StreamEvent | null {
  if (type === 'message') return { ...(id ? { id } : {}), data: JSON.parse(data) as unknown }
  return type === 'restore-id' && id ? { id } : null
}

function lost(cause?: unknown): CroniclError {
  return new CroniclError(
    'NETWORK_ERROR',
    'The connection was lost before the end. What was begun is not begun again by itself: it may have cost something.',
    { cause },
  )
}
