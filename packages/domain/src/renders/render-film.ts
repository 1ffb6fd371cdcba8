import { stat } from 'node:fs/promises'
import { AppError, newId, validationError } from '@cronicl/core'
import { isDatabaseError, type Prisma } from '@cronicl/db'
import { renderTimeline } from '@cronicl/render'
import type { DomainContext } from '../context.ts'
import type { JobOutcome, RunningJob } from '../jobs/running-job.ts'
import { hashFile } from '../media/hash-file.ts'
import { ingestFile } from '../media/ingest-file.ts'
import type { IngestedFile } from '../media/ingested-file.ts'
import { insertAsset, removeVariants, storeVariants } from '../media/store-asset.ts'
import { withWorkDir } from '../media/work-dir.ts'
import { type PreparedRender, type RenderSources, prepareRender, renderCost } from './prepare-render.ts'

type RenderContext = Pick<DomainContext, 'db' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'segments' | 'log'>

/** Where each stage stands in the whole, in percent. */
const stages = { fetch: [0, 10], plan: [10, 15], encode: [15, 90], finish: [90, 94], upload: [94, 99] } as const

/**
 * Renders the document of a job to a film, and makes the film an asset. The film's length is metered in the transaction
 * that ends the job, and never above what was estimated; a film with the bytes of one that the user has is that asset.
 */
export async function renderFilm(ctx: RenderContext, running: RunningJob): Promise<void> {
  const prepared = await prepareRender(ctx, running.userId, running.input)
  if (!prepared.ok) throw validationError(prepared.issues)
  await withWorkDir('render', (workDir) => render(ctx, running, prepared, workDir))
}

async function render(
  ctx: RenderContext,
  running: RunningJob,
  prepared: PreparedRender & { ok: true },
  workDir: string,
): Promise<void> {
  const { signal } = running
  if (!ctx.mediaTools)
    throw new AppError('PROVIDER_NOT_CONFIGURED', 'Rendering needs FFmpeg, which this worker does not have.')
  const report = (stage: keyof typeof stages, fraction: number): void => {
    const [from, to] = stages[stage]
    running.report(stage, from + (to - from) * fraction)
  }
  const files = await fetchSources(ctx, prepared, workDir, signal, (fraction) => report('fetch', fraction))
  const film = await renderTimeline({
    timeline: prepared.timeline,
    files,
    workDir,
    tools: ctx.mediaTools,
    signal,
    onProgress: report,
    store: ctx.segments,
    identities: identitiesOf(prepared.sources),
    log: ctx.log,
  })
  report('upload', 0)
  const sniffed = { type: 'video', mimeType: 'video/mp4', extension: 'mp4' } as const
  const file = await ingestFile(ctx, { path: film.filmPath, workDir, sniffed, posterPath: film.posterPath, signal })
  await keepFilm(ctx, running, {
    path: film.filmPath,
    file,
    warnings: [...prepared.warnings, ...film.warnings],
    parents: [...prepared.sources.keys()],
    estimatedMs: prepared.estimate.durationMs,
  })
}

/** What each source is, whatever it is called: the same bytes give the same frames. */
function identitiesOf(sources: RenderSources): Map<string, string> {
  return new Map([...sources].flatMap(([src, { checksum }]) => (checksum ? [[src, checksum] as const] : [])))
}

/** Brings each source to local disk once, however often the document uses it. */
async function fetchSources(
  ctx: RenderContext,
  prepared: PreparedRender & { ok: true },
  workDir: string,
  signal: AbortSignal,
  tell: (fraction: number) => void,
): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const [src, { key, extension }] of prepared.sources) {
    tell(files.size / prepared.sources.size)
    const path = `${workDir}/source-${files.size}.${extension}`
    await ctx.blobs.download(key, path, { signal })
    files.set(src, path)
  }
  return files
}

interface Film {
  path: string
  file: IngestedFile
  warnings: JobOutcome['warnings'] & object
  parents: string[]
  estimatedMs: number
}

async function keepFilm(ctx: RenderContext, running: RunningJob, film: Film): Promise<void> {
  const { userId, jobId } = running
  const checksum = await hashFile(film.path)
  const { size: sizeBytes } = await stat(film.path)
  const assetId = newId('asset', ctx.clock.now().getTime())
  const original = { from: { path: film.path }, mimeType: 'video/mp4', extension: 'mp4', sizeBytes }
  const variants = await storeVariants(ctx, { userId, assetId }, original, film.file, running.signal)
  const durationMs = film.file.durationMs ?? 0
  // A container may round the last frame up; what was promised counts.
  const meteredMs = Math.min(durationMs, film.estimatedMs)
  const costMicroUsd = renderCost(ctx, meteredMs)
  const facts = { mimeType: original.mimeType, widthPx: film.file.widthPx, heightPx: film.file.heightPx, durationMs }
  const outcome = (output: { assetId: string; key: string }): JobOutcome => ({
    outputs: [{ ...output, ...facts }],
    warnings: film.warnings,
    costMicroUsd,
    usage: {
      amounts: { renderMs: meteredMs, spend: costMicroUsd },
      entry: { kind: 'render', quantity: durationMs },
    },
  })
  try {
    await running.succeed(outcome({ assetId, key: variants[0]?.key as string }), async ({ db }) => {
      await insertAsset(
        db,
        {
          id: assetId,
          userId,
          source: 'render',
          title: 'Film',
          mimeType: original.mimeType,
          sizeBytes,
          checksum,
          lineage: { parents: film.parents } satisfies Prisma.InputJsonObject,
          jobId,
          at: ctx.clock.now(),
        },
        film.file,
        variants,
      )
    })
  } catch (error) {
    await removeVariants(ctx, variants)
    if (!isDatabaseError(error, 'uniqueViolation')) throw error
    // The same film was rendered before: one asset, metered as the work that it was.
    const twin = await ctx.db.mediaVariant.findFirstOrThrow({
      where: { kind: 'original', asset: { userId, checksum } },
      select: { assetId: true, key: true },
    })
    await running.succeed(outcome(twin))
  }
}
