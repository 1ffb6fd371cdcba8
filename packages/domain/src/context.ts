import { AppError, type Clock, type Logger } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { Enqueue } from '@cronicl/jobs'
import type { Outbound } from '@cronicl/outbound'
import type { MediaProviders, TextProviders } from '@cronicl/providers'
import type { MediaTools, SegmentStore } from '@cronicl/render'
import type { BlobStore } from '@cronicl/storage'
import type { DomainConfig } from './config.ts'
import type { JobEvents } from './jobs/job-events.ts'
import type { OpenWork } from './open-work.ts'

/** Who is asking. `system` is the house itself: workers and housekeeping. */
export type Actor =
  | { type: 'anonymous' }
  | {
      type: 'user'
      userId: string
      sessionId: string
      role: 'USER' | 'ADMIN'
      /** The key that speaks for the user; what it spends counts against its own cap too. */
      apiKey?: { id: string; spendCapMicroUsd: number | null }
    }
  | { type: 'system' }

/** Where a request came from, for sessions and the record of sign-ins. */
export interface Origin {
  address: string
  userAgent: string
}

/** State and its queue message, committed together. */
export interface Transaction {
  db: Db
  enqueue: Enqueue
}

/**
 * Everything that a verb may ask for. A verb takes only what it needs (`Pick<DomainContext, 'db' | 'actor'>`), so that a
 * test can hand it just that. Built in packages/runtime, one for each request or job.
 */
export interface DomainContext {
  db: Db
  /** Runs work in one transaction whose `db` and `enqueue` commit together. No network call inside. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  blobs: BlobStore
  /** Null where FFmpeg is not installed. */
  mediaTools: MediaTools | null
  /** Encoded parts of films, for renders to come. */
  segments: SegmentStore
  textProviders: TextProviders
  mediaProviders: MediaProviders
  /** Every address that a user or a provider names is asked through it and no other way. */
  outbound: Outbound
  jobEvents: JobEvents
  openWork: OpenWork
  clock: Clock
  log: Logger
  actor: Actor
  origin: Origin
  requestId: string
  config: DomainConfig
}

/** The signed-in user's id; `UNAUTHORIZED` when nobody is signed in. */
export function requireUserId(ctx: Pick<DomainContext, 'actor'>): string {
  if (ctx.actor.type !== 'user') throw new AppError('UNAUTHORIZED', 'Sign in first.')
  return ctx.actor.userId
}
