import { isIP } from 'node:net'
import { nameOf, refused, unreachable } from './outbound-errors.ts'
import { isPublicAddress } from './public-address.ts'

export interface UrlRules {
  /** As in OutboundOptions. */
  allow?: readonly string[]
  /** As in OutboundRequest. */
  hosts?: readonly string[]
}

/** Names that mean something else on every network: never a public host. */
const localName = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/

/**
 * The address as it will be asked, checked as far as that goes without the network: https at port 443 (or an allowed
 * host and port), no user name, a host that is no local name and no private address in any spelling. What a public name
 * resolves to is checked when it is asked, each time.
 * @throws AppError VALIDATION_ERROR
 */
export function assertPublicUrl(url: string, rules: UrlRules = {}): URL {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw refused('An address must begin with https://.')
  if (parsed.username !== '' || parsed.password !== '')
    throw refused(`The address ${nameOf(parsed)} must not hold a user name or a password.`)
  if (rules.hosts && !rules.hosts.some((pattern) => matchesHost(parsed.hostname, pattern))) throw unreachable(parsed)
  if (isAllowed(parsed, rules.allow)) return parsed
  if (parsed.protocol !== 'https:') throw refused(`The address ${nameOf(parsed)} must begin with https://.`)
  if (parsed.port !== '') throw refused(`The address ${nameOf(parsed)} must use port 443.`)
  if (!isPublicHost(parsed)) throw unreachable(parsed)
  return parsed
}

/** Whether `allow` names this URL's host and port, in the spelling that the URL standard gives both. */
export function isAllowed(url: URL, allow: readonly string[] = []): boolean {
  const pair = `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
  return allow.some((entry) => spellPair(entry) === pair)
}

/** The address that a URL's host is, or null where it is a name. */
export function addressOf(url: URL): string | null {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(host) === 0 ? null : host
}

function isPublicHost(url: URL): boolean {
  const address = addressOf(url)
  if (address !== null) return isPublicAddress(address)
  // A name without a dot is looked up in the search domains of our own network; one that ends with a dot is spelled so
  // that comparisons miss it.
  return url.hostname.includes('.') && !url.hostname.endsWith('.') && !localName.test(url.hostname)
}

function matchesHost(hostname: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase()
  return wanted.startsWith('*.')
    ? hostname.endsWith(wanted.slice(1)) && hostname.length >= wanted.length
    : hostname === wanted
}

function spellPair(entry: string): string | undefined {
  const port = /:(\d+)$/.exec(entry)?.[1]
  const hostname = port === undefined ? undefined : URL.parse(`http://${entry}`)?.hostname
  return hostname === undefined ? undefined : `${hostname}:${Number(port)}`
}
