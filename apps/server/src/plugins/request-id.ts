import type { IncomingMessage } from 'node:http'
import { newId } from '@cronicl/core'

/** The caller's `x-request-id` when it is harmless, so that one id follows a request through every service; else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{8,100}$/.test(given) ? given : newId('request')
}
