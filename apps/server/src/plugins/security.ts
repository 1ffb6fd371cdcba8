import type { IncomingMessage, ServerResponse } from 'node:http'
import cors from '@fastify/cors'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'

/** Security headers for everything, and CORS for the origins that the operator allows. */
export async function registerSecurity(app: FastifyInstance, runtime: Runtime): Promise<void> {
  const headers = securityHeaders(runtime.env)
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers)
    done()
  })
  await app.register(cors, {
    origin: [...runtime.env.CORS_ORIGINS],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
    maxAge: 600,
  })
}

/**
 * What helmet sets. It works its headers out anew for each answer, which takes it some 5 µs; ours are the same for all,
 * so it is asked once.
 */
function securityHeaders(env: Pick<Runtime['env'], 'NODE_ENV'>): Record<string, string> {
  const headers: Record<string, string> = {}
  const response: Pick<ServerResponse, 'setHeader' | 'removeHeader'> = {
    setHeader: (name, value) => {
      headers[name.toLowerCase()] = String(value)
      return response as ServerResponse
    },
    removeHeader: (name) => void delete headers[name.toLowerCase()],
  }
  const apply = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Media come from the bucket, whose address only the signed URL knows.
        imgSrc: ["'self'", 'data:', 'blob:', 'https:', 'http:'],
        mediaSrc: ["'self'", 'blob:', 'https:', 'http:'],
        connectSrc: ["'self'", 'https:', 'http:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: env.NODE_ENV === 'production' ? { maxAge: 15_552_000 } : false,
  })
  apply({} as IncomingMessage, response as ServerResponse, (error) => {
    if (error) throw error
  })
  return headers
}
