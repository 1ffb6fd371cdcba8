import { idPrefixes } from '@cronicl/core'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** The lowest id that an event made at `at` or later can have: 50 bits of time, as `newId` writes them, then zeros. */
export function firstAuthEventId(at: Date): string {
  let ms = at.getTime()
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = alphabet[ms % 32] + text
    ms = Math.floor(ms / 32)
  }
  return `${idPrefixes.authEvent}_${text}${'0'.repeat(16)}`
}
