import { join } from 'node:path'
import { type Clock, type Logger, systemClock } from '@cronicl/core'
import { type Database, createDatabase, transact } from '@cronicl/db'
import {
  type Actor,
  type AccessTokenVerifier,
  type DomainConfig,
  type DomainContext,
  type Origin,
  createAccessTokenVerifier,
  createOpenWork,
  openJobEvents,
} from '@cronicl/domain'
import { createSender } from '@cronicl/jobs'
import { createOutbound } from '@cronicl/outbound'
import { createMediaProviders, createTextProviders } from '@cronicl/providers'
import { type MediaTools, drawClip, locateTools, diskSegments, noSegments } from '@cronicl/render'
import { type BlobStore, type FileAnswer, type FileRequest, answerFileRequest, createBlobStore } from '@cronicl/storage'
import { deriveKey, domainConfig } from './domain-config.ts'
import type { Env } from './env.ts'
import { createLogger } from './logger.ts'
import { type QueueStats, readQueueStats } from './queue-stats.ts'

export interface ContextOptions {
  actor: Actor
  origin?: Origin
  requestId?: string
  /** Address that this caller reached us at; links to local files name it, unless PUBLIC_URL does. */
  baseUrl?: string
}

export interface RuntimeOptions {
  /** Name of this process in its logs. */
  service: string
  clock?: Clock
  log?: Logger
}

/** Everything that a process of the house needs, built once; the only place where adapters are made. */
export interface Runtime extends AsyncDisposable {
  env: Env
  log: Logger
  clock: Clock
  db: Database
  blobs: BlobStore
  /** Null where FFmpeg is missing; then video, sound and rendering say so. */
  mediaTools: MediaTools | null
  config: DomainConfig
  /** The API's address as others reach it; settled when it listens. */
  publicUrl: { value: string }
  /** Answers `/files/…` by the links that the local store signs; null when bytes live elsewhere. */
  answerFile: ((request: FileRequest) => Promise<FileAnswer>) | null
  verifyAccessToken: AccessTokenVerifier
  queueStats(): Promise<QueueStats>
  context(options: ContextOptions): DomainContext
  close(): Promise<void>
}

const nowhere: Origin = { address: '', userAgent: '' }

export async function createRuntime(env: Env, options: RuntimeOptions): Promise<Runtime> {
  const clock = options.clock ?? systemClock
  const log = options.log ?? createLogger(env, options.service)
  const db = createDatabase(env.DATABASE_URL, {
    maxConnections: env.DATABASE_POOL,
    onPoolError: (err) => log.warn({ err }, 'a database connection broke'),
  })
  const config = domainConfig(env)
  const publicUrl = { value: env.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://localhost:${env.PORT}` }
  const blobs = createBlobStore(env, {
    clock,
    local: {
      root: join(env.CRONICL_HOME, 'media'),
      publicUrl: () => publicUrl.value,
      secret: Buffer.from(deriveKey(env.JWT_SECRET, 'file links')).toString('base64url'),
    },
  })
  // A fresh bucket of a development stack; where the key may not ask, the bucket is the operator's to make.
  if (blobs.kind === 's3')
    await blobs.ensureBucket().catch((err: unknown) => log.warn({ err }, 'the bucket could not be checked'))
  const mediaTools = await locateTools({
    ...(env.FFMPEG_PATH ? { ffmpegPath: env.FFMPEG_PATH } : {}),
    ...(env.FFPROBE_PATH ? { ffprobePath: env.FFPROBE_PATH } : {}),
    ...(env.FFMPEG_CGROUP ? { cgroup: env.FFMPEG_CGROUP } : {}),
  })
  if (!mediaTools) log.warn({}, 'FFmpeg was not found: video, sound and rendering are off')
  const jobEvents = await openJobEvents(env.DATABASE_URL, log, `cronicl-${options.service}-listen`)
  const sender = createSender(db)
  const segments =
    env.RENDER_CACHE_MIB === 0
      ? noSegments
      : diskSegments({ dir: join(env.CRONICL_HOME, 'segments'), maxBytes: env.RENDER_CACHE_MIB * 1024 ** 2 })
  const textProviders = createTextProviders(env)
  const mediaProviders = createMediaProviders(env, {
    drawClip: mediaTools && ((clip, call) => drawClip(mediaTools, clip, call)),
  })
  const outbound = createOutbound({ allow: env.OUTBOUND_ALLOW })
  const openWork = createOpenWork()
  const close = async (): Promise<void> => {
    await openWork.ended()
    await jobEvents.close()
    await outbound.close()
    await blobs.close()
    await db.$disconnect()
  }
  return {
    env,
    log,
    clock,
    db,
    blobs,
    mediaTools,
    config,
    publicUrl,
    answerFile: blobs.kind === 'local' ? (request) => answerFileRequest(blobs, request, clock) : null,
    verifyAccessToken: createAccessTokenVerifier(config.auth, clock),
    queueStats: () => readQueueStats(db),
    context: ({ actor, origin = nowhere, requestId = '', baseUrl }) => ({
      db,
      transact: (work) => transact(db, (tx) => work({ db: tx, enqueue: sender.within(tx) })),
      blobs: baseUrl && blobs.kind === 'local' && !env.PUBLIC_URL ? reachedAt(blobs, publicUrl.value, baseUrl) : blobs,
      mediaTools,
      segments,
      textProviders,
      mediaProviders,
      outbound,
      jobEvents,
      openWork,
      clock,
      log: requestId ? log.child({ requestId }) : log,
      actor,
      origin,
      requestId,
      config,
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * The store as somebody sees it who reached us at another address than we know of: a phone on the same network, a
 * browser that was told 127.0.0.1. Signatures do not cover the address, so only the links' beginning changes.
 */
function reachedAt(blobs: BlobStore, known: string, baseUrl: string): BlobStore {
  const rebase = <T extends { url: string }>(signed: T): T => ({
    ...signed,
    url: baseUrl + signed.url.slice(known.length),
  })
  return {
    ...blobs,
    signGet: async (key, options) => rebase(await blobs.signGet(key, options)),
    signPut: async (key, options) => rebase(await blobs.signPut(key, options)),
  }
}
