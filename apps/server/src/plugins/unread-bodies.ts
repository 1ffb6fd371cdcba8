import { secondMs } from '@cronicl/core'
import type { FastifyInstance } from 'fastify'

/** How long what a refused client still sends is thrown away, so that it comes to read why. */
const lingerMs = 5 * secondMs

/**
 * A request that was answered before its body had arrived (a file that is refused by its first bytes) would keep its
 * connection waiting for ever: nobody reads it any more. What still comes is thrown away for a while, since closing at
 * once would take the answer with it (RFC 9112 §9.6); then the connection is closed.
 */
export function registerUnreadBodies(app: FastifyInstance): void {
  app.addHook('onResponse', (request, _reply, done) => {
    const { raw } = request
    if (!raw.complete && !raw.destroyed) {
      const timer = setTimeout(() => raw.destroy(), lingerMs)
      raw.once('close', () => clearTimeout(timer))
      raw.unpipe()
      raw.resume()
    }
    done()
  })
}
