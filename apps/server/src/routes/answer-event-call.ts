import {
  type AnyTRPCRouter,
  TRPCError,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  isTrackedEnvelope,
} from '@trpc/server'
import { isObservable, observableToAsyncIterable } from '@trpc/server/observable'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hangUpSignal } from '../hang-up-signal.ts'
import { type PlainCallOptions, answerPlainCall } from './answer-plain-call.ts'
import { type PlainInputs, plainInputs } from './plain-inputs.ts'
import type { PlainCall } from './read-plain-call.ts'
import { type EventFormat, writeEvents } from './write-events.ts'

/**
 * Answers a subscription as tRPC's own adapter does: the same headers and the same bytes (sseStreamProducer in tRPC's
 * sources; apps/server/test/trpc-contract/ compares the two). It spares the web streams that the adapter passes each
 * piece of each event through.
 *
 * When there is no context (a token has run out) a GET is left to the adapter, which tells of it in an event, as there is
 * no other way to tell an EventSource; a POST gets the status, by which a client knows that nothing was begun.
 */
export async function answerEventCall<Router extends AnyTRPCRouter>(
  call: PlainCall,
  options: PlainCallOptions<Router>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { router } = options
  const [path] = call.paths as [string]
  const signal = hangUpSignal(reply)
  const context = await options.createContext({ req: request, res: reply }).then(
    (ctx: unknown) => ({ ctx }),
    () => undefined,
  )
  if (!context) return request.method === 'POST' ? answerPlainCall(call, options, request, reply) : undefined
  const inputs = plainInputs(call, router)
  const getRawInput = async (): Promise<unknown> => withLastEventId(inputs.read(0), call.lastEventId)
  const open = async (): Promise<unknown> =>
    callTRPCProcedure({ router, path, type: 'subscription', ...context, getRawInput, signal, batchIndex: 0 })
  const format = trpcFormat({ router, path, inputs, lastEventId: call.lastEventId, ...context })
  return writeEvents(reply, { events: eventsOf(open, path, signal) }, format)
}

/** The input as the adapter completes it. */
function withLastEventId(input: unknown, lastEventId: string | null): unknown {
  if (!lastEventId) return input
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input, lastEventId }
  return input ?? { lastEventId }
}

/** The procedure is called when its first event is asked for, so that what it refuses is told as an event. */
function eventsOf(open: () => Promise<unknown>, path: string, signal: AbortSignal): AsyncIterator<unknown> {
  let source: AsyncIterator<unknown> | undefined
  const begin = async (): Promise<IteratorResult<unknown>> => {
    const data = await open()
    const events = isObservable(data) ? observableToAsyncIterable(data, signal) : data
    if (!isAsyncIterable(events))
      throw new TRPCError({
        message: `Subscription ${path} did not return an observable or a AsyncGenerator`,
        code: 'INTERNAL_SERVER_ERROR',
      })
    source = events[Symbol.asyncIterator]()
    return source.next()
  }
  return {
    next: () => source?.next() ?? begin(),
    return: async () => (await source?.return?.()) ?? { done: true, value: undefined },
  }
}

function isAsyncIterable(data: unknown): data is AsyncIterable<unknown> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data
}

/** As long as a timer can be. */
const never = 2 ** 31 - 1

interface EventCall {
  router: AnyTRPCRouter
  path: string
  inputs: PlainInputs
  lastEventId: string | null
  ctx: unknown
}

/** Events in tRPC's own words, which its client reads. */
function trpcFormat({ router, path, inputs, lastEventId, ctx }: EventCall): EventFormat {
  const config = router._def._config
  const { sse } = config
  const write = (value: unknown): string => JSON.stringify(config.transformer.output.serialize(value))
  // What the client holds; an id with these characters could not be sent back.
  let lastId = lastEventId && !/[\0\n\r]/.test(lastEventId) ? lastEventId : null
  return {
    headers: { 'content-type': 'text/event-stream', vary: 'trpc-accept, accept' },
    head: `event: connected\ndata: ${JSON.stringify(sse?.client ?? {})}\n\n\n`,
    event: (value) => {
      if (isTrackedEnvelope(value)) {
        lastId = value[0]
        return `data: ${write(value[1])}\nid: ${lastId}\n\n\n`
      }
      if (lastId === null) return `data: ${write(value)}\n\n\n`
      // An event without an id of its own would be given the last one; it is cleared and set again.
      return `data: ${write(value)}\nid: \n\n\nevent: restore-id\ndata: \nid: ${lastId}\n\n\n`
    },
    error: (cause) => {
      // So the adapter, whose clients take it for a lost connection.
      if (cause instanceof Error && cause.name === 'AbortError') return ''
      const error = getTRPCErrorFromUnknown(cause)
      const shape = getTRPCErrorShape({ config, error, type: 'subscription', path, input: inputs.known(0), ctx })
      return `event: serialized-error\ndata: ${write(shape)}\n\n\n`
    },
    end: 'event: return\ndata: \n\n\n',
    ping: 'event: ping\ndata: \n\n\n',
    pingMs: sse?.ping?.enabled && sse.ping.intervalMs ? sse.ping.intervalMs : never,
    isResumable: isTrackedEnvelope,
  }
}
