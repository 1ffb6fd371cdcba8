import ipaddr from 'ipaddr.js'

/** What the Internet may route to: every other block of IPv6 is reserved, local or a spelling of an IPv4 address. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** Looks public and is the wire server of Azure's hosts, which hands out what belongs to the machine. */
const azureHost = '168.63.129.16'

/**
 * Whether an IP address is one of the public Internet. Never true of loopback, private, link-local (cloud metadata),
 * carrier-grade NAT, multicast, reserved and documentation addresses, nor of IPv6 addresses that hold an IPv4 address
 * (mapped ones count as the address they hold; NAT64, 6to4 and Teredo are refused).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address)
  if (ip.range() !== 'unicast') return false
  return ip instanceof ipaddr.IPv6 ? ip.match(globalUnicast) : ip.toString() !== azureHost
}

/** Whether two spellings are one address: `::ffff:192.0.2.1` is `192.0.2.1`. */
export function isSameAddress(one: string, other: string): boolean {
  if (!ipaddr.isValid(one) || !ipaddr.isValid(other)) return false
  return ipaddr.process(one).toString() === ipaddr.process(other).toString()
}
