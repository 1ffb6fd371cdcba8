import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@cronicl/core'
import { type FakeProviders, type NewWork, smallPng, startFakeProviders } from '@cronicl/providers/testing'
import { createRuntime, parseEnv } from '@cronicl/runtime'
import { type Findings, auditGenerations } from './audit-generations.ts'
import { canaries, searchFiles, searchTables, searchTexts } from './canaries.ts'
import { beginStates } from './find-paths.ts'
import { keyTravels } from './key-travels.ts'
import { openCrew } from './open-crew.ts'
import { type OrderPlan, type Placed, placeOrders, readEverything } from './place-orders.ts'
import type { House } from './people.ts'
import { startProcess } from './start-process.ts'
import type { AdapterName, Storm } from './storm.ts'

export interface GenerationsRun extends OrderPlan {
  /** A migrated database that nobody else uses. */
  url: string
  /** A film of a second, as mp4. */
  film: Uint8Array
  storm: Storm
  workers: number
  concurrency: { image: number; video: number }
  kills: number
  /** Rest between two kills. */
  killEveryMs: number
  /** Around whose creates, in turn. */
  killAround: readonly AdapterName[]
  /** After half of it any create will do, and after all of it a worker is killed without one. */
  patienceMs: number
  /** How long a worker lives on after the create that it is killed around. */
  killAfterMs: () => number
}

export interface GenerationsFigures extends Findings {
  kills: number
  /** Kills within a moment of a create. */
  killsAroundCreates: number
  overtaken: Placed['overtaken']
  /** Places that were searched for canaries, and what was found there. */
  searched: Record<'tables' | 'logs' | 'store' | 'answers', number>
  leaks: string[]
  /** Secrets that the providers were not sent, which would make the search worthless. */
  unsent: string[]
  tookMs: number
}

/**
 * Generations by real processes and the real adapters over wires that are cut, while workers are killed with SIGKILL around
 * their creates; and when it is quiet, a comparison of every row with what the providers' journal says.
 */
export async function generationsRun(run: GenerationsRun): Promise<GenerationsFigures> {
  const dir = await mkdtemp(join(tmpdir(), 'cronicl-generations-'))
  // Where Google's project has its webhooks sent; known when the API listens.
  const registered: { gemini?: string } = {}
  await using fake = await startFakeProviders({
    registered,
    image: pictureOf,
    video: (workId) => filmOf(run.film, workId),
    webhookSecrets: [canaries.REPLICATE_WEBHOOK_SECRET, canaries.GEMINI_WEBHOOK_SECRET],
    moodOf: (create) => run.storm.moodOf(adapterOfWork(create)),
  })
  const logs = join(dir, 'logs')
  const env = envOf(run, dir)
  await using crew = await openCrew(run, fake, { env, logs })
  const parsed = parseEnv(crew.env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  await using runtime = await createRuntime(parsed.env, { service: 'audit', log: silentLogger })
  const server = await startProcess('server', crew.env, join(logs, 'server.log'))
  try {
    const house: House = { url: server.url, heard: [] }
    registered.gemini = `${server.url}/api/v1/webhooks/gemini`
    await beginStates(runtime.db)
    await crew.begin(server.url)
    const placed = await placeOrders(run, { house, crew, db: runtime.db, fake })
    await readEverything(house, placed.orders)
    await crew.end()
    await server.kill('SIGTERM')
    const findings = await auditGenerations({
      runtime,
      fake,
      orders: placed.orders,
      wires: crew.wires,
      madeOf: madeOf(run),
    })
    const tables = await searchTables(runtime.db)
    const written = await searchFiles(logs)
    const stored = await searchFiles(join(dir, 'home'))
    const answers = searchTexts(house.heard)
    return {
      ...findings,
      kills: crew.kills,
      killsAroundCreates: crew.killsAroundCreates,
      overtaken: placed.overtaken,
      tookMs: placed.tookMs,
      searched: { tables: tables.count, logs: written.count, store: stored.count, answers: answers.count },
      leaks: [...tables.found, ...written.found, ...stored.found, ...answers.found],
      unsent: keyTravels(fake.journal),
    }
  } finally {
    await server.kill('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  }
}

const noLimit = { day: null, month: null }

function envOf({ url, concurrency }: GenerationsRun, dir: string): Record<string, string> {
  const studio = { requests: noLimit, images: noLimit, videos: noLimit, generations: noLimit, spend: noLimit }
  const inherited = Object.entries(process.env).filter(([name]) =>
    /^(PATH|HOME|TMPDIR|FFMPEG_PATH|FFPROBE_PATH)$/.test(name),
  )
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    ...canaries,
    NODE_ENV: 'test',
    NODE_COMPILE_CACHE: join(dir, 'compile-cache'),
    PORT: '0',
    LOG_LEVEL: 'trace',
    DATABASE_URL: url,
    DATABASE_POOL: '6',
    CRONICL_HOME: join(dir, 'home'),
    SHUTDOWN_GRACE_SECONDS: '1',
    IMAGE_CONCURRENCY: `${concurrency.image}`,
    VIDEO_CONCURRENCY: `${concurrency.video}`,
    IMAGE_MODEL: 'gpt-image-2',
    IMAGE_MICRO_USD_PER_IMAGE: '40000',
    PLAN_LIMITS: JSON.stringify({ studio: { ...studio, inFlight: { image: null, video: null } } }),
  }
}

function adapterOfWork({ provider, kind }: NewWork): AdapterName {
  return `${provider === 'openai' ? 'openai-compatible' : provider} ${kind}` as AdapterName
}

/** No two works make the same picture. */
function pictureOf(workId: string): Uint8Array {
  const [red = 0, green = 0, blue = 0] = createHash('sha256').update(workId).digest()
  return smallPng(24, 24, [red, green, blue])
}

/** The same film, with the work's name in a box that no player looks into. */
function filmOf(film: Uint8Array, workId: string): Uint8Array {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(8 + workId.length)
  return Buffer.concat([film, size, Buffer.from(`free${workId}`)])
}

function madeOf({ film }: GenerationsRun): (work: FakeProviders['journal']['creates'][number]) => Uint8Array {
  return ({ workId, provider, model }) =>
    provider === 'runway' || model.includes('omni') ? filmOf(film, workId) : pictureOf(workId)
}
