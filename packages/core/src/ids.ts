import { systemClock } from './time.ts'
/**
 * Typed ids that sort by creation: prefix, then 48 bits of milliseconds and 80 random bits in Crockford's base 32
 * (the ULID layout, https://github.com/ulid/spec), lower case so that every database collation keeps their order.
 */
export const idPrefixes = {
  user: 'usr',
  session: 'ses',
  refreshToken: 'rft',
  authEvent: 'aev',
  asset: 'ast',
  variant: 'var',
  upload: 'upl',
  job: 'job',
  usageEntry: 'use',
  hold: 'hld',
  call: 'cal',
  timeline: 'tml',
  node: 'nod',
  branch: 'brn',
  element: 'elm',
  fact: 'fct',
  suggestion: 'sug',
  attachment: 'att',
  submission: 'sbm',
  inputFile: 'inp',
  flag: 'flg',
  event: 'evt',
  webhookEndpoint: 'whe',
  renderTemplate: 'rtp',
  webhookMessage: 'msg',
  request: 'req',
} as const

export type IdKind = keyof typeof idPrefixes
export type Id<K extends IdKind> = `${(typeof idPrefixes)[K]}_${string}`

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
let lastMs = -1
let lastRandom = 0n

/** A new id of `kind`. Ids made in one process rise strictly, also within one millisecond and when the clock steps back. */
export function newId<K extends IdKind>(kind: K, nowMs: number = systemClock.now().getTime()): Id<K> {
  if (nowMs > lastMs) {
    lastMs = nowMs
    // The top bit stays clear, so that counting up within the millisecond cannot overflow.
    lastRandom = randomBits()
  } else {
    lastRandom += 1n
  }
  let value = (BigInt(lastMs) << 80n) | lastRandom
  let text = ''
  for (let i = 0; i < 26; i++) {
    text = alphabet[Number(value & 31n)] + text
    value >>= 5n
  }
  return `${idPrefixes[kind]}_${text}`
}

const pool = new DataView(new ArrayBuffer(4_000))
let pooled = 0

/** 79 bits, from bytes that are fetched for 400 ids at a time. Those of an id are forgotten as it is made. */
function randomBits(): bigint {
  if (pooled === 0) {
    crypto.getRandomValues(new Uint8Array(pool.buffer))
    pooled = pool.byteLength
  }
  pooled -= 10
  const bits = (pool.getBigUint64(pooled) << 15n) | BigInt(pool.getUint16(pooled + 8) >> 1)
  pool.setBigUint64(pooled, 0n)
  return bits
}

/** Whether `text` has the form of an id of `kind`; says nothing about a row. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  const prefix = `${idPrefixes[kind]}_`
  return text.startsWith(prefix) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length))
}
