import type { FileRequest, Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

/** `/files/<key>`: what the local store signed, to be read with ranges or written once. Not there on S3. */
export function registerFiles(app: FastifyInstance, runtime: Runtime): void {
  const { answerFile } = runtime
  if (!answerFile) return
  void app.register(async (scope) => {
    // The bytes are the store's business: no parser may read them first.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route<{ Params: { '*': string }; Querystring: FileRequest['query'] }>({
      method: ['GET', 'PUT'],
      url: '/files/*',
      exposeHeadRoute: false,
      bodyLimit: Number.MAX_SAFE_INTEGER,
      handler: async (request, reply) => {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const { method, headers, raw: body } = request
        const answer = await answerFile({
          method,
          key: request.params['*'],
          query: request.query,
          headers,
          body,
          signal: gone.signal,
        })
        return reply
          .code(answer.status)
          .headers(answer.headers)
          .send(answer.body ?? '')
      },
    })
  })
}
