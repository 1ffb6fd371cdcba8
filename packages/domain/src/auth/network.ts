import { isIPv4, isIPv6 } from 'node:net'

/**
 * The part of an address that one guesser can not change at will: all of an IPv4 address, the /64 of an IPv6 one
 * (its owner has the rest to itself). An IPv4 address in IPv6 clothes is the IPv4 one. Other text stays as it is.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (mapped && isIPv4(mapped)) return mapped
  if (!isIPv6(bare)) return address
  const [head = '', tail] = bare.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  // A dotted tail stands for two groups; it lies in the last 64 bits, so only its width counts.
  const width = after.length + (after.at(-1)?.includes('.') ? 1 : 0)
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - width)).fill('0')
  const groups = [...before, ...gap, ...after].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
