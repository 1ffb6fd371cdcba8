import { createHash } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

/** Work at Replicate that webhooks tell of. */
export interface TrackedWork {
  submissionId: string
  /** Replicate's id of the prediction. */
  externalId: string
}

/** What is true of a delivery, by its making; the receiver does not know it. */
export type DeliveryKind =
  | 'valid'
  /** The same bytes again. */
  | 'repeated'
  /** Signed by a retired secret and by the current one. */
  | 'rotating'
  /** A signature that is right, over work that is not ours. */
  | 'stranger'
  | 'retired-secret'
  | 'changed-body'
  | 'borrowed-id'
  | 'unsigned'
  | 'replayed'
  | 'from-tomorrow'

export interface StormDelivery {
  kind: DeliveryKind
  headers: Record<string, string>
  body: string
}

export interface StormOptions {
  works: readonly TrackedWork[]
  secret: string
  /** One that the receiver no longer knows. */
  retiredSecret: string
  count: number
  at: Date
  /** The same seed, the same storm. */
  seed: number
}

/** How many of a hundred are of each kind. */
const shares: readonly [DeliveryKind, number][] = [
  ['valid', 24],
  ['repeated', 30],
  ['rotating', 8],
  ['stranger', 6],
  ['retired-secret', 8],
  ['changed-body', 8],
  ['borrowed-id', 4],
  ['unsigned', 4],
  ['replayed', 5],
  ['from-tomorrow', 3],
]

/** Whether the receiver must take it (200); else it must refuse it (401). */
export function isAcceptable(kind: DeliveryKind): boolean {
  return kind === 'valid' || kind === 'repeated' || kind === 'rotating' || kind === 'stranger'
}

/**
 * Deliveries as a hostile world would bring them: each work is told of at least once, the rest is told again, forged,
 * too old or of others, and all of it in no order. What the bodies say of the state is a lie in most.
 */
export function makeProviderStorm(options: StormOptions): StormDelivery[] {
  const random = randomOf(options.seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const storm: StormDelivery[] = options.works.map((work) => make('valid', work, options, random))
  const kinds = shares.flatMap(([kind, share]) => Array.from({ length: share }, () => kind))
  while (storm.length < options.count) {
    const kind = pick(kinds)
    if (kind !== 'repeated') storm.push(make(kind, pick(options.works), options, random))
    else storm.push({ ...pick(storm.filter((one) => one.kind === 'valid').slice(-200)), kind })
  }
  for (let i = storm.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[storm[i], storm[j]] = [storm[j] as StormDelivery, storm[i] as StormDelivery]
  }
  return storm
}

function make(kind: DeliveryKind, work: TrackedWork, options: StormOptions, random: () => number): StormDelivery {
  const { secret, retiredSecret } = options
  const id = `msg_${createHash('sha256').update(String(random())).digest('base64url').slice(0, 27)}`
  const body = bodyOf(kind, work, random)
  const minutes = kind === 'replayed' ? -6 - random() * 2_000 : kind === 'from-tomorrow' ? 6 + random() * 2_000 : 0
  const at = new Date(options.at.getTime() + minutes * 60_000)
  const sign = (by: string): string => new Webhook(by).sign(id, at, body)
  const signatures = {
    rotating: `${sign(retiredSecret)} ${sign(secret)}`,
    'retired-secret': sign(retiredSecret),
    'borrowed-id': new Webhook(secret).sign(`${id}x`, at, body),
  }
  const signature = kind in signatures ? signatures[kind as keyof typeof signatures] : sign(secret)
  return {
    kind,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      ...(kind === 'unsigned' ? {} : { 'webhook-signature': signature }),
    },
    body: kind === 'changed-body' ? body.replace('"status":"', '"status":"x') : body,
  }
}

const statuses = ['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted'] as const

function bodyOf(kind: DeliveryKind, work: TrackedWork, random: () => number): string {
  const status = statuses[Math.floor(random() * statuses.length)]
  // Of others: a prediction nobody here has asked for, or ours under the name of another submission.
  const isUnknown = random() < 0.5
  const externalId = kind === 'stranger' && isUnknown ? `other${Math.floor(random() * 1e9)}` : work.externalId
  const submissionId = kind === 'stranger' ? `sbm_${'0'.repeat(26)}` : work.submissionId
  return JSON.stringify({
    id: externalId,
    model: 'google/nano-banana-2',
    status,
    output: status === 'succeeded' ? 'https://replicate.delivery/forged.png' : null,
    webhook: `https://cronicl.example/api/v1/webhooks/replicate?submission=${submissionId}`,
  })
}

/** Mulberry32: small, and the same on every machine. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
