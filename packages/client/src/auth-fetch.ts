import type { Fetch } from './links.ts'
import type { Session } from './session.ts'

/** `fetch` as the signed-in user: a token that has run out meanwhile is renewed once and the request sent again. */
export function createAuthFetch(session: Session, fetch: Fetch): Fetch {
  const send = (input: RequestInfo | URL, init: RequestInit | undefined, token: string | null): Promise<Response> => {
    const headers = new Headers(init?.headers)
    if (token) headers.set('authorization', `Bearer ${token}`)
    return fetch(input, { ...init, headers, credentials: 'include' })
  }
  return async (input, init) => {
    const token = await session.accessToken()
    const response = await send(input, init, token)
    if (response.status !== 401 || !token) return response
    const renewed = await session.renew()
    return renewed ? send(input, init, renewed) : response
  }
}
