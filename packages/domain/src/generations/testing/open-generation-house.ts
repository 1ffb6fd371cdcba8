import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, type ManualClock, manualClock, newId, silentLogger } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import { createSender, installQueue, jobDefinitions } from '@cronicl/jobs'
import type { Outbound } from '@cronicl/outbound'
import { type MediaModel, type MediaProvider, type MediaProviderName, holdMediaProviders } from '@cronicl/providers'
import { type MediaTools, locateTools } from '@cronicl/render'
import { type LocalBlobStore, createLocalBlobStore } from '@cronicl/storage'
import { defaultConfig } from '../../config.ts'
import type { Actor, DomainContext } from '../../context.ts'
import { openJobEvents } from '../../jobs/job-events.ts'

/** What verbs on generations, and their handler, ask for. */
export type HouseContext = Pick<
  DomainContext,
  | 'db'
  | 'transact'
  | 'actor'
  | 'blobs'
  | 'config'
  | 'clock'
  | 'jobEvents'
  | 'log'
  | 'mediaTools'
  | 'mediaProviders'
  | 'outbound'
>

export interface GenerationHouse extends AsyncDisposable {
  db: Database
  clock: ManualClock
  blobs: LocalBlobStore
  /** Bytes that an address answers with; one that is not there cannot be fetched. */
  web: Map<string, Uint8Array>
  /** As the house itself, with these providers, the first one first. */
  context(providers: readonly MediaProvider[]): HouseContext
  /** Signed in as a fresh user. */
  user(providers: readonly MediaProvider[], plan?: string): Promise<{ userId: string; ctx: HouseContext }>
  /** What lies in the store under a prefix. */
  keysUnder(prefix: string): Promise<string[]>
}

/** A picture costs 40,000 micro-USD, a second of film 100,000; the fallback costs more. */
export const prices = { picture: 40_000, second: 100_000, dearPicture: 90_000 } as const

function modelOf(provider: MediaProviderName, kind: 'image' | 'video'): MediaModel {
  const picture = provider === 'gemini' ? prices.dearPicture : prices.picture
  return {
    id: `${provider}-${kind}`,
    provider,
    kind,
    capabilities: {
      aspectRatios: ['1:1', '16:9'],
      qualities: ['draft', 'standard', 'high'],
      maxCount: 4,
      maxReferences: 14,
      resolutions: ['720p'],
      durationsS: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      startFrame: 'optional',
      endFrame: true,
      seed: false,
      negativePrompt: true,
      maxPromptLength: 10_000,
    },
    prices: [
      {
        from: '2020-01-01',
        ...(kind === 'image'
          ? { image: { draft: picture, standard: picture, high: picture } }
          : { second: { '480p': prices.second, '720p': prices.second, '1080p': prices.second } }),
        reserve: {},
      },
    ],
    endOfLife: null,
    replacement: null,
  }
}

const retired: MediaModel = {
  ...modelOf('replicate', 'image'),
  id: 'old-image',
  endOfLife: '2025-06-01',
  replacement: 'replicate-image',
}

function holdAll(providers: readonly MediaProvider[]): DomainContext['mediaProviders'] {
  const names = providers.map(({ name }) => name as MediaProviderName)
  return holdMediaProviders({
    providers: new Map(providers.map((provider) => [provider.name as MediaProviderName, () => provider])),
    order: { image: names, video: names },
    defaults: Object.fromEntries(names.map((name) => [name, { image: `${name}-image`, video: `${name}-video` }])),
    models: [retired, ...names.flatMap((name) => [modelOf(name, 'image'), modelOf(name, 'video')])],
  })
}

function webOf(web: Map<string, Uint8Array>): Outbound {
  return {
    download: async (url, path) => {
      const bytes = web.get(url)
      if (!bytes) throw new AppError('UPSTREAM_ERROR', 'It answered with 404.', { details: { status: 404 } })
      await writeFile(path, bytes)
      return { url, status: 200, headers: new Headers(), contentType: null, sizeBytes: bytes.length }
    },
    exchange: () => Promise.reject(new Error('nothing is exchanged here')),
    close: async () => {},
  }
}

/** A database with an installed queue, a store on disk, a clock that stands still, and FFmpeg. No worker runs. */
export async function openGenerationHouse(): Promise<GenerationHouse> {
  const database = await createTestDatabase()
  const { url, db } = database
  const root = await mkdtemp(join(tmpdir(), 'cronicl-generations-'))
  const clock = manualClock()
  await installQueue(url, jobDefinitions)
  const sender = createSender(db)
  const jobEvents = await openJobEvents(url, silentLogger)
  const blobs = createLocalBlobStore({ root, publicUrl: 'http://house.test', secret: 's'.repeat(32), clock })
  const mediaTools: MediaTools | null = await locateTools({})
  const web = new Map<string, Uint8Array>()
  const config = { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets: [] } }
  const contextOf = (actor: Actor, providers: readonly MediaProvider[]): HouseContext => ({
    db,
    transact: (work) => transact(db, (tx) => work({ db: tx, enqueue: sender.within(tx) })),
    actor,
    blobs,
    config,
    clock,
    jobEvents,
    log: silentLogger,
    mediaTools,
    mediaProviders: holdAll(providers),
    outbound: webOf(web),
  })
  return {
    db,
    clock,
    blobs,
    web,
    context: (providers) => contextOf({ type: 'system' }, providers),
    user: async (providers, plan = 'studio') => {
      const userId = newId('user')
      await db.user.create({ data: { id: userId, email: `${userId}@example.com`, plan, createdAt: clock.now() } })
      return { userId, ctx: contextOf({ type: 'user', userId, sessionId: 'ses_test', role: 'USER' }, providers) }
    },
    keysUnder: async (prefix) => {
      const keys: string[] = []
      for await (const { key } of blobs.list(prefix)) keys.push(key)
      return keys
    },
    [Symbol.asyncDispose]: async () => {
      await jobEvents.close()
      await database[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}
