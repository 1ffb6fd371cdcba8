import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyInstance } from 'fastify'

/** Security headers for everything, and CORS for the origins that the operator allows. */
export async function registerSecurity(app: FastifyInstance, runtime: Runtime): Promise<void> {
  await app.register(helmet, {
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
    strictTransportSecurity: runtime.env.NODE_ENV === 'production' ? { maxAge: 15_552_000 } : false,
  })
  await app.register(cors, {
    origin: [...runtime.env.CORS_ORIGINS],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
    maxAge: 600,
  })
}
