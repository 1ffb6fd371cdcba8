import { createHash } from 'node:crypto'
import { type ManualClock, addMs, manualClock, newId, silentLogger, systemClock } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import { recordEnqueues } from '@cronicl/jobs/testing'
import { createOutbound } from '@cronicl/outbound'
import type { BlobStore } from '@cronicl/storage'
import { vi } from 'vitest'
import type { Actor, DomainContext } from '../../context.ts'
import { createWebhookEndpoint, createWebhookEndpointInput } from '../create-webhook-endpoint.ts'
import { relayEvents } from '../relay-events.ts'
import { type SendOutcome, sendWebhook } from '../send-webhook.ts'
import { type Receiver, openReceiver } from './open-receiver.ts'

export type WebhookContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'outbound' | 'config' | 'clock' | 'log'
>

export interface WebhookHouse extends AsyncDisposable {
  url: string
  db: Database
  clock: ManualClock
  /** The house itself. */
  ctx: WebhookContext
  receiver: Receiver
  /** Signed in as a fresh user. */
  user(): Promise<{ userId: string; ctx: WebhookContext }>
  /** An endpoint at the receiver, whose secret the receiver knows from then on. */
  endpoint(ctx: WebhookContext, input?: { url?: string; eventTypes?: string[] }): Promise<string>
  /** Makes deliveries of all events. */
  relay(): Promise<number>
  /** Does what the queue's messages ask for that are due now. */
  deliver(): Promise<SendOutcome[]>
  /** Turns the clock to the next message's time; how far that was, in ms, or null when no message waits. */
  waitForNext(): Promise<number | null>
}

const keyOf = (word: string): Uint8Array => createHash('sha256').update(word).digest()
export const sealKeys = [keyOf('the key of today'), keyOf('the key of yesterday')]

const blobs = {
  signGet: async (key: string) => ({ url: `https://blobs.test/${key}`, expiresAt: new Date('2027-01-01T00:00:00Z') }),
} as unknown as BlobStore

/** A database, a receiver at a real socket, and a queue in memory whose time is the house's clock. */
export async function openWebhookHouse(): Promise<WebhookHouse> {
  const database = await createTestDatabase()
  const { db } = database
  const receiver = await openReceiver()
  const outbound = createOutbound({ allow: [receiver.pair] })
  const clock = manualClock(systemClock.now())
  const queue = recordEnqueues()
  const config = {
    media: { signedUrlS: 3_600, renderUrlS: 7 * 86_400 },
    outbound: { allow: [receiver.pair] },
    webhooks: { secretKeys: sealKeys },
  } as unknown as DomainContext['config']
  let waiting: { deliveryId: string; at: Date }[] = []
  const contextOf = (actor: Actor): WebhookContext => ({
    db,
    transact: (work) => transact(db, (tx) => work({ db: tx, enqueue: queue.enqueue })),
    actor,
    blobs,
    outbound,
    config,
    clock,
    log: silentLogger,
  })
  const ctx = contextOf({ type: 'system' })
  const collect = (): void => {
    for (const { payload, options } of queue.sent.splice(0)) {
      const { deliveryId } = payload as { deliveryId: string }
      waiting.push({ deliveryId, at: addMs(clock.now(), options.startAfterMs ?? 0) })
    }
  }
  return {
    url: database.url,
    db,
    clock,
    ctx,
    receiver,
    user: async () => {
      const userId = newId('user')
      await db.user.create({ data: { id: userId, email: `${userId}@example.com`, createdAt: clock.now() } })
      return { userId, ctx: contextOf({ type: 'user', userId, sessionId: 'ses_test', role: 'USER' }) }
    },
    endpoint: async (as, input = {}) => {
      const fields = createWebhookEndpointInput.parse({ url: receiver.url, ...input })
      const { id, secret } = await createWebhookEndpoint(as, fields)
      receiver.secret = secret
      return id
    },
    relay: () => relayEvents(ctx),
    deliver: async () => {
      collect()
      const due = waiting.filter(({ at }) => at <= clock.now())
      waiting = waiting.filter(({ at }) => at > clock.now())
      return Promise.all(due.map(({ deliveryId }) => sendWebhook(ctx, { deliveryId }, new AbortController().signal)))
    },
    waitForNext: async () => {
      collect()
      const next = waiting.map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime())[0]
      if (!next) return null
      const ms = Math.max(0, next.getTime() - clock.now().getTime())
      clock.advance(ms)
      // The receiver's own clock goes with ours, or it would refuse the timestamps.
      vi.useFakeTimers({ toFake: ['Date'], now: clock.now() })
      return ms
    },
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers()
      await outbound.close()
      await receiver[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
