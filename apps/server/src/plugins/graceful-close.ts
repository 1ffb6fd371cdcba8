import type { Socket } from 'node:net'
import { secondMs } from '@cronicl/core'
import type { FastifyInstance } from 'fastify'

/** How long requests in flight may take once the server closes. */
const finishMs = 10 * secondMs

/**
 * Closing lets requests in flight finish. Event streams would never do so by themselves: they are cut at once, and
 * their clients come back to another host with the id of the last event.
 */
export function registerGracefulClose(app: FastifyInstance): void {
  const streams = new Set<Socket>()
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.headers.accept?.includes('text/event-stream')) {
      const { socket } = request.raw
      streams.add(socket)
      socket.once('close', () => streams.delete(socket))
    }
    done()
  })
  let closing = false
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // The connection would otherwise be kept for a next request, which nobody will answer.
    if (closing) void reply.header('connection', 'close')
    done()
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const socket of streams) socket.destroy()
    setTimeout(() => app.server.closeAllConnections(), finishMs).unref()
  })
}
