import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** A new family's first token: 256 random bits in base64url. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a token: what is stored. A token has 256 bits of its own, so neither salt nor stretching is needed. */
export function hashRefreshToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest())
}

/**
 * The one token that `parent` can be exchanged for. It follows from the parent and a key of the house, so that tabs
 * racing with one parent all receive the same child although only its hash is stored; without the key a stolen parent
 * says nothing about its child.
 */
export function childRefreshToken(secret: string, parent: string): string {
  // Not the signing secret itself: what one use of a key reveals must not help against the other.
  const key = hkdfSync('sha256', secret, '', 'cronicl refresh token rotation', 32)
  return createHmac('sha256', new Uint8Array(key)).update(parent).digest('base64url')
}
