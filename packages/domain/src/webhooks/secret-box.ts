import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { AppError } from '@cronicl/core'

/** Version, name of the key, nonce and tag stand before what is sealed. */
const version = 1
const keyNameBytes = 4
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + keyNameBytes + nonceBytes + tagBytes

/**
 * Seals a secret for its row: AES-256-GCM under the first of `keys`, bound to `place` (the row's id), so that it opens
 * in no other row. Each key has 32 bytes.
 */
export function seal(keys: readonly Uint8Array[], place: string, secret: string): Uint8Array<ArrayBuffer> {
  const key = keys[0] as Uint8Array
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([Buffer.of(version), nameOf(key), nonce, cipher.getAuthTag(), sealed]))
}

/** What was sealed by any of `keys`. INTERNAL_ERROR when none of them opens it. */
export function unseal(keys: readonly Uint8Array[], place: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed)
  const key = keys.find((candidate) => isSealedBy(candidate, bytes))
  if (!key || bytes[0] !== version || bytes.length < headBytes) throw unreadable()
  const nonceAt = 1 + keyNameBytes
  const nonce = bytes.subarray(nonceAt, nonceAt + nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(nonceAt + nonceBytes, headBytes))
  try {
    return decipher.update(bytes.subarray(headBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** Whether it was this key that sealed it; says nothing of whether it opens. */
export function isSealedBy(key: Uint8Array, sealed: Uint8Array): boolean {
  return nameOf(key).equals(sealed.subarray(1, 1 + keyNameBytes))
}

function nameOf(key: Uint8Array): Buffer {
  return createHash('sha256').update('cronicl seal\n').update(key).digest().subarray(0, keyNameBytes)
}

function unreadable(cause?: unknown): AppError {
  return new AppError(
    'INTERNAL_ERROR',
    'The signing secret cannot be read: the server’s own secret has changed. Rotate the secret of this endpoint.',
    { cause },
  )
}
