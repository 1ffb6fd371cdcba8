import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { OpenStream } from '../plugins/graceful-close.ts'

/** How one way in writes its server-sent events. */
export interface EventFormat {
  headers: Record<string, string>
  /** What comes before the first event. */
  head: string
  event(value: unknown): string
  /** What went wrong, for a client that is still there; empty when there is nothing to tell. */
  error(cause: unknown): string
  end: string
  ping: string
  pingMs: number
  /** Whether the event has an id, so that the stream can be taken up again after it. */
  isResumable(value: unknown): boolean
}

export interface EventSource {
  events: AsyncIterator<unknown>
  /** The first event, if it has been waited for. */
  first?: IteratorResult<unknown>
}

const eventHeaders = {
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  // nginx would collect events before it passes them on.
  'x-accel-buffering': 'no',
}

/**
 * Answers with server-sent events, each on its way to the client as soon as it is there, and a ping whenever there has
 * been none for `pingMs`. Settles when the stream has ended, failed or lost its client, and never rejects: what fails is
 * told as an event. The status, and the headers that hooks have set, leave with what is written first.
 */
export async function writeEvents(
  reply: FastifyReply,
  { events, first }: EventSource,
  format: EventFormat,
): Promise<FastifyReply> {
  reply.hijack()
  const { raw } = reply
  const stream: OpenStream = { raw, resumable: reply.request.headers['last-event-id'] !== undefined }
  reply.server.openStreams.add(stream)
  const ping = setInterval(() => raw.destroyed || raw.write(format.ping), format.pingMs)
  let tail = format.end
  try {
    if (!raw.destroyed) {
      const headers = { ...reply.getHeaders(), ...eventHeaders, ...format.headers } as OutgoingHttpHeaders
      raw.writeHead(200, headers)
      if (format.head) raw.write(format.head)
    }
    for (let next = first ?? (await events.next()); !next.done && !raw.destroyed; next = await events.next()) {
      stream.resumable ||= format.isResumable(next.value)
      ping.refresh()
      if (!raw.write(format.event(next.value))) await drained(raw)
    }
  } catch (cause) {
    tail = format.error(cause)
  }
  clearInterval(ping)
  reply.server.openStreams.delete(stream)
  if (!raw.destroyed) raw.end(tail)
  // What the events still hold on to is let go of; that nobody waits for.
  events.return?.().catch(() => {})
  return reply
}

/** Settles when the client has taken what was written, or has gone. */
function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      raw.off('drain', settle).off('close', settle)
      resolve()
    }
    raw.once('drain', settle).once('close', settle)
    if (raw.destroyed) settle()
  })
}
