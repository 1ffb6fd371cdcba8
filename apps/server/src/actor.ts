import type { Context, RefreshCookie } from '@cronicl/api'
import type { Actor } from '@cronicl/domain'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { assertSameOrigin } from './same-origin.ts'

/** Who asks, by the bearer token. A token that is not good is `UNAUTHORIZED`, also where none is needed. */
async function readActor(runtime: Runtime, request: FastifyRequest): Promise<Actor> {
  const header = request.headers.authorization
  if (!header) return { type: 'anonymous' }
  return runtime.verifyAccessToken(header.replace(/^bearer /i, ''))
}

/** The context of one request, for tRPC, REST and uploads alike. */
export async function createContext(runtime: Runtime, request: FastifyRequest, reply: FastifyReply): Promise<Context> {
  const domain = runtime.context({
    actor: await readActor(runtime, request),
    origin: { address: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 300) },
    requestId: request.id,
    baseUrl: `${request.protocol}://${request.host}`,
  })
  return { domain, refreshCookie: refreshCookie(runtime, request, reply) }
}

function refreshCookie(runtime: Runtime, request: FastifyRequest, reply: FastifyReply): RefreshCookie {
  const secure = runtime.env.NODE_ENV === 'production'
  // `__Host-` binds the cookie to this host, but browsers take it only over https.
  const name = secure ? '__Host-cronicl_refresh' : 'cronicl_refresh'
  const options = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const
  return {
    read: () => {
      const token = request.cookies[name]
      // Only a cookie is sent without the page's doing, so only here could another site speak for the user.
      if (token !== undefined) assertSameOrigin(runtime.env, request)
      return token
    },
    write: (token, maxAgeS) => void reply.setCookie(name, token, { ...options, maxAge: maxAgeS }),
    clear: () => void reply.clearCookie(name, options),
  }
}
