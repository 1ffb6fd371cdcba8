import { Readable } from 'node:stream'
import { isTrackedEnvelope } from '@trpc/server'
import type { FastifyReply, FastifyRequest } from 'fastify'

export type RestEvents = AsyncIterable<unknown>

/** A subscription as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), ended when the client goes. */
export function sendEvents(request: FastifyRequest, reply: FastifyReply, events: RestEvents): FastifyReply {
  const stream = Readable.from(format(events))
  request.raw.once('close', () => stream.destroy())
  return reply
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    .send(stream)
}

async function* format(events: RestEvents): AsyncGenerator<string> {
  for await (const event of events) {
    const [id, data] = isTrackedEnvelope(event as never)
      ? [(event as [string, unknown])[0], (event as [string, unknown])[1]]
      : [null, event]
    yield `${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
  }
}
