import { Readable } from 'node:stream'
import { isTrackedEnvelope } from '@trpc/server'
import type { FastifyReply } from 'fastify'

/**
 * A subscription as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The first event
 * is waited for before anything is sent, so what cannot be watched is refused with its own status.
 */
export async function sendEvents(reply: FastifyReply, events: AsyncIterable<unknown>): Promise<FastifyReply> {
  const source = events[Symbol.asyncIterator]()
  const first = await source.next()
  return reply
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    .send(Readable.from(format(first, source)))
}

async function* format(first: IteratorResult<unknown>, source: AsyncIterator<unknown>): AsyncGenerator<string> {
  for (let next = first; !next.done; next = await source.next()) {
    if (isTrackedEnvelope(next.value as never)) {
      const [id, data] = next.value as [string, unknown]
      yield `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
    } else yield `data: ${JSON.stringify(next.value)}\n\n`
  }
}
