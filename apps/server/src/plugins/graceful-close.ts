import type { ServerResponse } from 'node:http'
import { secondMs } from '@cronicl/core'
import type { FastifyInstance } from 'fastify'

/** How long requests in flight may take once the server closes. */
const finishMs = 10 * secondMs

/** An answer of server-sent events that has not ended. */
export interface OpenStream {
  raw: ServerResponse
  /** Its client can come back with the id of the last event and miss nothing. */
  resumable: boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    openStreams: Set<OpenStream>
  }
}

/**
 * Closing lets requests in flight finish, and so the streams that cannot be taken up again: somebody pays for them.
 * Streams that can be would never end by themselves: they are cut at once, and their clients come back to another host
 * with the id of the last event.
 */
export function registerGracefulClose(app: FastifyInstance): void {
  app.decorate('openStreams', new Set<OpenStream>())
  let closing = false
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // The connection would otherwise be kept for a next request, which nobody will answer.
    if (closing) void reply.header('connection', 'close')
    done()
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const { raw, resumable } of app.openStreams) {
      const { socket } = raw
      if (resumable) socket?.destroy()
      // Its headers, which would say so, have left.
      else raw.once('finish', () => socket?.destroySoon())
    }
    setTimeout(() => app.server.closeAllConnections(), finishMs).unref()
  })
}
