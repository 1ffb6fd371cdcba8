import { createHash } from 'node:crypto'
import { housekeep, reconcile } from '@cronicl/domain'
import type { FakeProviders, JournalCreate } from '@cronicl/providers/testing'
import type { Runtime } from '@cronicl/runtime'
import { findPaths, lawfulPath } from './find-paths.ts'
import { adapterOf, type WireFigures, type Wires } from './open-wires.ts'
import type { Order } from './place-orders.ts'
import { type AdapterName, adapters } from './storm.ts'
import { type JobFacts, falsehoods } from './falsehoods.ts'

export interface AdapterFigures extends WireFigures {
  jobs: number
  /** Creates that arrived at the provider whole, and those that it accepted. */
  arrived: number
  accepted: number
  /** Submissions whose answer was lost, and those of them whose work was found again. */
  unknown: number
  found: number
  succeeded: number
  failed: number
  canceled: number
  /** Given up, because their workers died too often. */
  givenUp: number
}

export interface Findings {
  adapters: Record<AdapterName, AdapterFigures>
  /** The most creates of one job that were paid. */
  mostPaid: number
  /** All that is not as it must be, in words. */
  wrong: string[]
  openHolds: number
  drifts: number
  /** Objects in `incoming/` when it was quiet, and after the house's own cleaning. */
  incoming: { quiet: number; cleaned: number }
  /** Objects of the library that no asset names: a worker died between storing them and its last transaction. */
  orphans: number
}

export interface Audit {
  runtime: Runtime
  fake: FakeProviders
  orders: readonly Order[]
  wires: readonly Wires[]
  madeOf(work: JournalCreate): Uint8Array
}

/** Compares what the house says with what the providers saw. */
export async function auditGenerations(audit: Audit): Promise<Findings> {
  const { runtime } = audit
  const { db } = runtime
  const facts = await gather(audit)
  const paths = await findPaths(db)
  const incoming = await countObjects(runtime, 'incoming/')
  const ctx = runtime.context({ actor: { type: 'system' } })
  await housekeep(ctx, new AbortController().signal)
  const books = await reconcile(ctx)
  const named = new Set((await db.mediaVariant.findMany({ select: { key: true } })).map(({ key }) => key))
  let orphans = 0
  for await (const { key } of runtime.blobs.list('media/')) if (!named.has(key)) orphans++
  return {
    adapters: tabulate(audit, facts, paths),
    mostPaid: Math.max(...facts.map(({ paid }) => paid.length)),
    wrong: [
      ...facts.flatMap(falsehoods),
      ...paths.filter(({ path }) => !lawfulPath.test(path)).map(({ jobId, path }) => `${jobId} went ${path}`),
      ...books.drifts.map((drift) => JSON.stringify(drift)),
    ],
    openHolds: await db.usageHold.count({ where: { state: 'open' } }),
    drifts: books.drifts.length,
    incoming: { quiet: incoming, cleaned: await countObjects(runtime, 'incoming/') },
    orphans,
  }
}

/** Work that its provider surely takes no money for. */
const freeEnds: Readonly<Record<JournalCreate['provider'], readonly string[]>> = {
  replicate: ['fail', 'filter', 'cancel'],
  runway: ['fail', 'cancel'],
  gemini: [],
  openai: [],
}

async function gather({ runtime: { db }, fake, orders, madeOf }: Audit): Promise<JobFacts[]> {
  const { journal } = fake
  const requests = journal.requests.filter(({ provider, method, path }) => adapterOf(provider, `${method} ${path}`))
  const byTag = <T extends { body: unknown }>(all: readonly T[]): Map<string, T[]> =>
    Map.groupBy(all, ({ body }) => /order-\d{4}/.exec(JSON.stringify(body) ?? '')?.[0] ?? '')
  const [arrived, accepted] = [byTag(requests), byTag(journal.creates)]
  const facts: JobFacts[] = []
  for (const order of orders) {
    const { jobId: id, tag } = order
    const works = (accepted.get(tag) ?? []).map((create) => {
      const view = fake.view(create.workId)
      return { ...create, state: view?.state ?? 'gone', endedAt: view?.endedAt ?? null }
    })
    const job = await db.job.findUniqueOrThrow({ where: { id } })
    facts.push({
      order,
      job,
      submissions: await db.submission.findMany({ where: { jobId: id }, orderBy: { number: 'asc' } }),
      entries: await db.usageEntry.findMany({ where: { jobId: id } }),
      assets: await db.mediaAsset.findMany({ where: { jobId: id } }),
      arrived: arrived.get(tag) ?? [],
      works,
      paid: works.filter(({ provider, state }) => !freeEnds[provider].includes(state)),
      checksums: works.map((work) => createHash('sha256').update(madeOf(work)).digest('hex')),
    })
  }
  return facts
}

async function countObjects({ blobs }: Runtime, prefix: string): Promise<number> {
  let count = 0
  for await (const _ of blobs.list(prefix)) count++
  return count
}

function tabulate(
  { wires }: Audit,
  facts: readonly JobFacts[],
  paths: readonly { jobId: string; path: string }[],
): Findings['adapters'] {
  const pathsOf = Map.groupBy(paths, ({ jobId }) => jobId)
  const row = (name: AdapterName): AdapterFigures => {
    const mine = facts.filter(({ order }) => order.adapter === name)
    const ways = mine.flatMap(({ order }) => (pathsOf.get(order.jobId) ?? []).map(({ path }) => path))
    const seen = wires.map(({ figures }) => figures.get(name))
    const sum = (column: keyof WireFigures): number => seen.reduce((total, one) => total + (one?.[column] ?? 0), 0)
    const ended = (status: string): number => mine.filter(({ job }) => job.status === status).length
    return {
      jobs: mine.length,
      sent: sum('sent'),
      cutBefore: sum('cutBefore'),
      cutAfter: sum('cutAfter'),
      arrived: mine.reduce((total, one) => total + one.arrived.length, 0),
      accepted: mine.reduce((total, one) => total + one.works.length, 0),
      unknown: ways.filter((path) => path.includes('unknown')).length,
      found: ways.filter((path) => path.includes('unknown submitted')).length,
      succeeded: ended('succeeded'),
      failed: ended('failed'),
      canceled: ended('canceled'),
      givenUp: mine.filter(({ job }) => job.status === 'failed' && job.errorCode === 'INTERNAL_ERROR').length,
    }
  }
  const names = Object.keys(adapters) as AdapterName[]
  return Object.fromEntries(names.map((name) => [name, row(name)])) as Findings['adapters']
}
