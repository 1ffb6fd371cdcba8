import { type Runtime, hideSignatures } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

/** One line for each answer, and the request id on it. Bodies and query values of signed URLs are not written. */
export function registerRequestLog(app: FastifyInstance, runtime: Runtime): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const quiet = ['/health', '/ready', '/metrics'].includes(request.url)
    const fields = {
      requestId: request.id,
      method: request.method,
      url: hideSignatures(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    runtime.log[quiet ? 'debug' : 'info'](fields, 'request')
    done()
  })
}
