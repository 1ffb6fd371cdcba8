import { type EventSourceMessage, createParser } from 'eventsource-parser'
import { Agent, type Dispatcher, request } from 'undici'
import { readRetryAfter } from '../text/http-failure.ts'

export interface OpenAIApiOptions {
  baseUrl: string
  apiKey: string | undefined
}

export interface EventsOptions {
  signal: AbortSignal
  /** Told whenever the server has said something. */
  heard(): void
  /** Whether an event ends the answer, where no `[DONE]` does. */
  isLast?(event: unknown): boolean
}

/** What the server said in place of an answer: with an error status, or within a stream, which has none. */
export class OpenAIRefusal extends Error {
  override name = 'OpenAIRefusal'
  readonly status: number | undefined
  /** The server's own words for the reason. */
  readonly code: unknown
  readonly type: unknown
  readonly retryAfterS: number | undefined

  constructor(said: unknown, status?: number, headers?: Headers) {
    super('The server refused.')
    const { code, type } = (said ?? {}) as { code?: unknown; type?: unknown }
    this.status = status
    this.code = code
    this.type = type
    this.retryAfterS = readRetryAfter(headers)
  }
}

/**
 * OpenAI's HTTP as it is: one request a call, never a second one. Failures are an `OpenAIRefusal`, or what the connection
 * or JSON threw. OpenAI's SDK is not asked to send: its streams cost 1.5 to 2.5 ms of CPU each, these 0.6, and with many
 * at a time every first word waits for the others'.
 */
export interface OpenAIApi {
  /** The answer's JSON. */
  post(path: string, body: object, signal: AbortSignal): Promise<unknown>
  /** The JSON of each event of a streamed answer. Leaving it closes the request. */
  postForEvents(path: string, body: object, options: EventsOptions): AsyncGenerator<unknown, void>
}

/** The call's own time limit holds. With HTTP/2 one connection's loss would break every answer on it. */
const dispatcher = new Agent({ allowH2: false, headersTimeout: 0, bodyTimeout: 0 })

/** How long the end of HTTP's answer may come after the end of the model's, so that its connection can be used again. */
const lingerMs = 250

export function createOpenAIApi({ baseUrl, apiKey }: OpenAIApiOptions): OpenAIApi {
  const root = baseUrl.replace(/\/+$/, '')
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'cronicl',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  }
  const send = async (path: string, body: object, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    const options = { method: 'POST', headers, body: JSON.stringify(body), signal, dispatcher } as const
    const response = await request(root + path, options)
    if (response.statusCode < 300) return response
    const told = (await response.body.json().catch(() => undefined)) as { error?: unknown } | null | undefined
    throw new OpenAIRefusal(told?.error, response.statusCode, headersOf(response))
  }
  return {
    post: async (path, body, signal) => (await send(path, body, signal)).body.json(),
    postForEvents: (path, body, options) => readEvents(() => send(path, body, options.signal), options),
  }
}

async function* readEvents(
  send: () => Promise<Dispatcher.ResponseData>,
  options: EventsOptions,
): AsyncGenerator<unknown, void> {
  const { body } = await send()
  options.heard()
  const arrived: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => arrived.push(message) })
  let linger: NodeJS.Timeout | undefined
  try {
    body.setEncoding('utf8')
    for await (const text of body as AsyncIterable<string>) {
      if (linger) continue
      options.heard()
      parser.feed(text)
      for (const message of arrived.splice(0)) {
        const isDone = message.data === '[DONE]'
        const event = isDone ? null : readEvent(message)
        if (!isDone) yield event
        if (isDone || options.isLast?.(event)) {
          linger = setTimeout(() => body.destroy(), lingerMs)
          break
        }
      }
    }
  } catch (error) {
    if (!linger) throw error
  } finally {
    clearTimeout(linger)
  }
}

function readEvent({ event, data }: EventSourceMessage): unknown {
  const told = JSON.parse(data) as { error?: unknown } | null
  if (event !== 'error' && !told?.error) return told
  throw new OpenAIRefusal(told?.error ?? told)
}

function headersOf({ headers }: Dispatcher.ResponseData): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
  )
}
