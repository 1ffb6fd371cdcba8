import { type UrlRules, assertPublicUrl } from './assert-public-url.ts'
import { type Answering, type Ask, type Way, askOnce } from './ask-once.ts'
import { badAnswer } from './outbound-errors.ts'

const redirectStatus = new Set([301, 302, 303, 307, 308])

/**
 * The answer at the end of at most `redirects` redirects. Every address on the way is checked as the first one was. At
 * another origin only a bare GET arrives: headers are left behind for good, and a body that would have to be sent on
 * ends the exchange.
 * @throws AppError VALIDATION_ERROR for an address that may not be asked, UPSTREAM_ERROR for a chain that is too long
 */
export async function followRedirects(
  first: Ask,
  rules: UrlRules & { redirects: number },
  way: Way,
): Promise<Answering> {
  let ask = first
  for (let left = rules.redirects; ; left--) {
    const answer = await askOnce(ask, way)
    const location = answer.headers.get('location')
    if (rules.redirects === 0 || location === null || !redirectStatus.has(answer.status)) return answer
    await answer[Symbol.asyncDispose]()
    if (left === 0) throw badAnswer(first.url, 'redirects too often')
    const target = URL.parse(asText(location), ask.url.href)
    if (!target) throw badAnswer(ask.url, 'redirects to no address')
    ask = nextAsk(ask, answer.status, assertPublicUrl(target.href, rules))
  }
}

function nextAsk(ask: Ask, status: number, url: URL): Ask {
  const isSameOrigin = url.origin === ask.url.origin
  const keepsBody = ask.method === 'GET' || status === 307 || status === 308
  if (keepsBody && isSameOrigin) return { ...ask, url }
  if (keepsBody && ask.method === 'POST') throw badAnswer(ask.url, 'sends the request on to another host')
  const headers = isSameOrigin ? withoutContent(ask.headers) : {}
  return { url, method: 'GET', headers, body: null }
}

/** Header values are bytes; where a location is not ASCII, servers mean UTF-8. */
function asText(location: string): string {
  return Buffer.from(location, 'latin1').toString('utf8')
}

function withoutContent(headers: Ask['headers']): Ask['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)))
}
