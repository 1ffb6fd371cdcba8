import { AppError } from '@cronicl/core'
import type { Env } from '@cronicl/runtime'
import type { FastifyRequest } from 'fastify'

/**
 * Refuses what another site's page sent with our cookie. Browsers say where a request comes from in Sec-Fetch-Site or
 * Origin (OWASP CSRF cheat sheet, "Fetch Metadata"); what sends neither is no browser and no danger.
 */
export function assertSameOrigin(
  env: Pick<Env, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
  request: Pick<FastifyRequest, 'headers' | 'host'>,
): void {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  if (origin === undefined && site === undefined) return
  const own = env.PUBLIC_URL ? new URL(env.PUBLIC_URL).host : request.host
  if (origin && origin !== 'null' && (hostOf(origin) === own || env.CORS_ORIGINS.includes(origin))) return
  throw new AppError('FORBIDDEN', 'This request came from another site. Add its origin to CORS_ORIGINS if it is yours.')
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
