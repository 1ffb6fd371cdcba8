import type { IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
import type { ListedProcedure } from '@cronicl/api'
import type { AnyTRPCRouter } from '@trpc/server'
import type { FastifyInstance } from 'fastify'
import { payloadTooLarge } from '../payload-too-large.ts'

/**
 * No body larger than its procedure takes (`bodyLimitBytes` of its meta) is read at `/:path` of this scope; a batch takes
 * the least of what its procedures do. A length that is stated is refused before a byte is read, a body without one as
 * soon as it has grown too large: `PAYLOAD_TOO_LARGE`, which names the limit.
 */
export function limitBodies(scope: FastifyInstance, router: AnyTRPCRouter): void {
  const usual = scope.initialConfig.bodyLimit as number
  const procedures = router._def.procedures as Record<string, ListedProcedure>
  const limits = new Map(
    Object.entries(procedures).map(([path, { _def }]) => [path, _def.meta?.bodyLimitBytes ?? usual]),
  )
  const largest = Math.max(usual, ...limits.values())
  // Fastify knows one limit a route, and all procedures share one.
  scope.addHook('onRoute', (route) => {
    route.bodyLimit = largest
  })
  scope.addHook('preParsing', (request, reply, payload, done) => {
    const limit = Math.min(...pathsOf(request.params).map((path) => limits.get(path) ?? usual))
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
    if (Number(length) > limit) {
      // As Fastify does: the client may go on sending.
      void reply.header('connection', 'close')
      done(payloadTooLarge(limit))
    } else done(null, encoding === undefined ? payload : counted(payload as IncomingMessage, limit))
  })
}

/** The adapter decodes the path that Fastify has decoded once more; what it cannot decode it refuses. */
function pathsOf(params: unknown): string[] {
  const { path = '' } = params as { path?: string }
  if (!path.includes('%')) return path.split(',')
  try {
    return decodeURIComponent(path).split(',')
  } catch {
    return ['']
  }
}

/** The same body, which fails when it grows too large. Its reader has to listen before the next tick. */
function counted(body: IncomingMessage, limit: number): Transform {
  let received = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length
      if (received > limit) done(payloadTooLarge(limit))
      else done(null, chunk)
    },
  })
  // Nobody may be reading it: what is no JSON is refused unread.
  counter.on('error', () => {})
  body.once('error', (cause) => counter.destroy(cause))
  return body.pipe(counter)
}
