import { receiveProviderWebhook } from '@cronicl/domain'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'
import { inTurn } from '../in-turn.ts'

const bodyLimitBytes = 1024 ** 2
/** A storm of them must not take the connections to the database that users' requests need. */
const atOnce = 4

/**
 * `POST /api/v1/webhooks/:provider`: news of work that a provider does for us. Its signature covers the bytes as they
 * came, so they are read as such, whatever type they claim; who sends is known by that alone, so no token or cookie is
 * looked at.
 */
export async function registerProviderWebhooks(app: FastifyInstance, runtime: Runtime): Promise<void> {
  const takeTurn = inTurn(atOnce)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.route<{ Params: { provider: string }; Body: Buffer | undefined }>({
      method: 'POST',
      url: '/api/v1/webhooks/:provider',
      bodyLimit: bodyLimitBytes,
      handler: async ({ id, params, headers, body }) => {
        const ctx = runtime.context({ actor: { type: 'anonymous' }, requestId: id })
        const delivery = { provider: params.provider, headers, rawBody: body ?? new Uint8Array() }
        return takeTurn(() => receiveProviderWebhook(ctx, delivery))
      },
    })
  })
}
