import cookie from '@fastify/cookie'
import type { Runtime } from '@cronicl/runtime'
import { type FastifyInstance, fastify } from 'fastify'
import { registerErrors } from './plugins/errors.ts'
import { registerGracefulClose } from './plugins/graceful-close.ts'
import { registerRequestLog } from './plugins/request-log.ts'
import { requestId } from './plugins/request-id.ts'
import { registerSecurity } from './plugins/security.ts'
import { registerUnreadBodies } from './plugins/unread-bodies.ts'
import { registerDashboard } from './routes/dashboard.ts'
import { registerFiles } from './routes/files.ts'
import { registerHealth } from './routes/health.ts'
import { registerMetrics } from './routes/metrics.ts'
import { registerProviderWebhooks } from './routes/provider-webhooks.ts'
import { registerRest } from './routes/rest.ts'
import { registerSchemas } from './routes/schemas.ts'
import { registerTrpc } from './routes/trpc.ts'
import { registerUploads } from './routes/uploads.ts'

const bodyLimitBytes = 100 * 1024

/** The API, ready to be listened on or injected into. It never listens by itself. */
export async function buildApp(runtime: Runtime): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    genReqId: requestId,
    bodyLimit: bodyLimitBytes,
    trustProxy: (_address, hop) => hop < runtime.env.TRUST_PROXY,
    // A tRPC batch carries its procedures' names in the path.
    routerOptions: { maxParamLength: 2_000 },
    // Keep-alive connections without a request are closed at shutdown; the others may finish.
    forceCloseConnections: 'idle',
  })
  registerGracefulClose(app)
  registerUnreadBodies(app)
  registerErrors(app, runtime)
  registerRequestLog(app, runtime)
  await registerSecurity(app, runtime)
  await app.register(cookie)
  registerHealth(app, runtime)
  registerMetrics(app, runtime)
  await registerTrpc(app, runtime)
  registerRest(app, runtime)
  await registerUploads(app, runtime)
  await registerProviderWebhooks(app, runtime)
  registerFiles(app, runtime)
  registerSchemas(app, runtime)
  await registerDashboard(app, runtime)
  app.addHook('onListen', () => {
    const address = app.server.address()
    if (!runtime.env.PUBLIC_URL && address && typeof address === 'object')
      runtime.publicUrl.value = `http://localhost:${address.port}`
  })
  return app
}
