const uuid = /^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/

/** Whether `text` has the form of an IFID of Twine: a UUID. Twine writes it in upper case. */
export function isIfid(text: string): boolean {
  return uuid.test(text)
}

/**
 * An IFID (UUID version 4 in upper case) that depends on `seed` alone. It names the work, so it must stay when the text
 * changes: seed it by what a story keeps for life. No secret: 122 bits of a plain hash (MurmurHash3's mixing).
 */
export function ifidOf(seed: string): string {
  const words = [1, 2, 3, 4].map((n) => hash(seed, Math.imul(n, 0x9e3779b1)))
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('')
  const variant = '89AB'[Number.parseInt(hex[16] as string, 16) & 3]
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`]
  return [...parts, hex.slice(20)].join('-').toUpperCase()
}

function hash(text: string, seed: number): number {
  let h = seed
  for (let at = 0; at < text.length; at++) {
    h = Math.imul(h ^ text.charCodeAt(at), 0xcc9e2d51)
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
