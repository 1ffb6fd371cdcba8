import type { Db, Prisma } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { type JobRow, jobSelect, toJobView } from '../jobs/job-view.ts'
import { assetSelect, toAssetView } from '../media/asset-view.ts'

/** A row of `events` as it is relayed. */
export interface EventRow {
  id: string
  userId: string
  type: string
  payload: unknown
  createdAt: Date
}

type AssetRow = Prisma.MediaAssetGetPayload<{ select: typeof assetSelect }>
type DataContext = Pick<DomainContext, 'blobs' | 'config' | 'log'> & { db: Db }

const named = z.object({ id: z.string() })
const endedJob = named.extend({
  status: z.string(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
})
const threshold = z.object({
  metric: z.string(),
  window: z.string(),
  windowStart: z.string(),
  used: z.number(),
  limit: z.number(),
})

/**
 * What a message says of each event, by event id; an event whose thing is gone, or cannot be told, has none. Views are
 * as the API gives them but for signed URLs: a message is kept and repeated for longer than those should work.
 */
export async function eventData(ctx: DataContext, events: readonly EventRow[]): Promise<Map<string, object>> {
  const jobs = await viewsOf(ctx, await readJobs(ctx.db, events), (row) => jobData(ctx, row))
  const assets = await viewsOf(ctx, await readAssets(ctx.db, events), (row) => assetData(ctx, row))
  const data = new Map<string, object>()
  for (const { id, type, payload } of events) {
    const found = type.startsWith('job.')
      ? endedView(jobs.get(named.parse(payload).id), payload)
      : type.startsWith('asset.')
        ? assets.get(named.parse(payload).id)
        : threshold.parse(payload)
    if (found) data.set(id, found)
  }
  return data
}

/** A row that cannot be shown must not hold up everybody's events. */
async function viewsOf<Row extends { id: string }>(
  ctx: DataContext,
  rows: readonly Row[],
  view: (row: Row) => Promise<object>,
): Promise<Map<string, object>> {
  const views = new Map<string, object>()
  for (const row of rows) {
    try {
      views.set(row.id, await view(row))
    } catch (err) {
      ctx.log.error({ err, id: row.id }, 'an event could not be told: its row has no view')
    }
  }
  return views
}

async function readJobs(db: Db, events: readonly EventRow[]): Promise<JobRow[]> {
  const ids = idsOf(events, 'job.')
  return ids.length > 0 ? db.job.findMany({ where: { id: { in: ids } }, select: jobSelect }) : []
}

async function readAssets(db: Db, events: readonly EventRow[]): Promise<AssetRow[]> {
  const ids = idsOf(events, 'asset.')
  return ids.length > 0 ? db.mediaAsset.findMany({ where: { id: { in: ids } }, select: assetSelect }) : []
}

function idsOf(events: readonly EventRow[], prefix: string): string[] {
  return events.filter(({ type }) => type.startsWith(prefix)).map(({ payload }) => named.parse(payload).id)
}

async function jobData(ctx: DataContext, row: JobRow): Promise<object> {
  const { outputs, ...view } = await toJobView(ctx, row)
  return { ...view, outputs: outputs.map(unsigned) }
}

/** The job as it ended then: it may have been started again since. */
function endedView(view: object | undefined, payload: unknown): object | undefined {
  if (!view) return undefined
  const { status, errorCode, errorMessage } = endedJob.parse(payload)
  const error = status === 'failed' ? { code: errorCode ?? 'INTERNAL_ERROR', message: errorMessage ?? '' } : null
  return { ...view, status, error }
}

async function assetData(ctx: DataContext, row: AssetRow): Promise<object> {
  const { variants, ...view } = await toAssetView(ctx, row)
  const kinds = Object.entries(variants).map(([kind, variant]) => [kind, variant && unsigned(variant)])
  return { ...view, variants: Object.fromEntries(kinds) }
}

function unsigned<T extends { url: string; expiresAt: string }>(signed: T): Omit<T, 'url' | 'expiresAt'> {
  const { url: _url, expiresAt: _expiresAt, ...rest } = signed
  return rest
}
