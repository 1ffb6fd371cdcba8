import { toPublicError } from '@cronicl/api'
import { isTrackedEnvelope } from '@trpc/server'
import type { FastifyReply } from 'fastify'
import { type EventFormat, writeEvents } from './write-events.ts'

/**
 * A subscription as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The first event
 * is waited for before anything is sent, so what is refused has its own status; what fails after that is told as an
 * event of the type `error`, in the form of every other error, and ends the stream.
 */
export async function sendEvents(reply: FastifyReply, events: AsyncIterable<unknown>): Promise<FastifyReply> {
  const source = events[Symbol.asyncIterator]()
  const first = await source.next()
  const error = (cause: unknown): string =>
    `event: error\ndata: ${JSON.stringify({ error: toPublicError(cause, reply.request.id).error })}\n\n`
  return writeEvents(reply, { events: source, first }, { ...restFormat, error })
}

const restFormat: Omit<EventFormat, 'error'> = {
  headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  head: '',
  event: (value) => {
    if (!isTrackedEnvelope(value)) return `data: ${JSON.stringify(value)}\n\n`
    return `id: ${value[0]}\ndata: ${JSON.stringify(value[1])}\n\n`
  },
  end: '',
  ping: ': ping\n\n',
  pingMs: 15_000,
  isResumable: isTrackedEnvelope,
}
