import { type Runtime, hideSignatures } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

/** One line for each answer, and the request id on it. Bodies and query values of signed URLs are not written. */
export function registerRequestLog(app: FastifyInstance, runtime: Runtime): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const quiet = ['/health', '/ready', '/metrics'].includes(request.url)
    const fields = {
      requestId: request.id,
      method: request.method,
      url: hideSignatures(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    runtime.log[quiet ? 'debug' : 'info'](fields, 'request')
  })
}
