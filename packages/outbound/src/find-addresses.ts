import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { addressOf } from './assert-public-url.ts'
import { badAnswer, unreachable } from './outbound-errors.ts'
import { isPublicAddress } from './public-address.ts'

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>

/** The machine's own way to resolve, hosts file and all: it may find anything, so every answer is checked. */
export const resolveName: Resolve = (name) => lookup(name, { all: true })

/**
 * The addresses that a connection to this URL may go to, at least one. One private address among them refuses the
 * name: nobody who serves the public has one, and which of them a connection takes is chance.
 * @param isFree the URL's host and port are allow-listed, so its addresses may be private
 */
export async function findAddresses(
  url: URL,
  { resolve, isFree }: { resolve: Resolve; isFree: boolean },
): Promise<readonly LookupAddress[]> {
  const literal = addressOf(url)
  const found = literal === null ? await resolve(url.hostname) : [{ address: literal, family: isIP(literal) }]
  if (!isFree && !found.every(({ address }) => isPublicAddress(address))) throw unreachable(url)
  if (found.length === 0) throw badAnswer(url, 'has no address')
  return found
}
