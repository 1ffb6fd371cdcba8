import { stat } from 'node:fs/promises'
import { AppError, newId, validationError } from '@cronicl/core'
import { type Db, isDatabaseError, type Prisma } from '@cronicl/db'
import { type OutputFormat, type RenderedFilm, outputFormats, renderTimeline } from '@cronicl/render'
import type { DomainContext } from '../context.ts'
import type { JobOutcome, RunningJob } from '../jobs/running-job.ts'
import { hashFile } from '../media/hash-file.ts'
import { ingestFile } from '../media/ingest-file.ts'
import type { IngestedFile } from '../media/ingested-file.ts'
import { insertAsset, removeVariants, storeVariants } from '../media/store-asset.ts'
import { withWorkDir } from '../media/work-dir.ts'
import { startCpuMeter } from './cpu-meter.ts'
import { fetchSources } from './fetch-sources.ts'
import { isAddress } from './find-address-sources.ts'
import type { RenderSources } from './find-sources.ts'
import { type PreparedRender, prepareRender, renderCost } from './prepare-render.ts'
import { type RenderPlan, toRenderPlan } from './render-plan.ts'
import { keepSample } from './render-samples.ts'

type RenderContext = Pick<
  DomainContext,
  'db' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'outbound' | 'segments' | 'log'
>

/** Where each stage stands in the whole, in percent. */
const stages = { fetch: [0, 10], plan: [10, 15], encode: [15, 90], finish: [90, 94], upload: [94, 99] } as const

/**
 * Renders the document of a job to a film, and makes the film an asset. The film's length is metered in the transaction
 * that ends the job, and never above what was estimated; a film with the bytes of one that the user has is that asset.
 */
export async function renderFilm(ctx: RenderContext, running: RunningJob): Promise<void> {
  const prepared = await prepareRender(
    { ...ctx, signal: running.signal, isWorker: true },
    running.userId,
    running.input,
  )
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
  const { film, cpuMs } = await makeFilm(ctx, running, prepared, workDir)
  running.report('upload', stages.upload[0])
  const { frames, format = 'mp4' } = prepared.timeline
  const sniffed = outputFormats[format]
  const poster = film.posterPath === null ? {} : { posterPath: film.posterPath }
  const file = await ingestFile(ctx, { path: film.filmPath, workDir, sniffed, ...poster, signal })
  await keepFilm(ctx, running, {
    path: film.filmPath,
    format,
    file,
    warnings: [...prepared.warnings, ...film.warnings],
    parents: [...prepared.sources.keys()].filter((src) => !isAddress(src)),
    estimatedMs: prepared.estimate.durationMs,
    plan: toRenderPlan({ frames, counts: film.counts, estimatedCpuMs: prepared.estimate.cpuMs, cpuMs }),
    builtInCpuMs: prepared.plan.cpuMs,
  })
}

async function makeFilm(
  ctx: RenderContext,
  running: RunningJob,
  prepared: PreparedRender & { ok: true },
  workDir: string,
): Promise<{ film: RenderedFilm; cpuMs: number | null }> {
  const { signal } = running
  if (!ctx.mediaTools)
    throw new AppError('PROVIDER_NOT_CONFIGURED', 'Rendering needs FFmpeg, which this worker does not have.')
  const report = (stage: keyof typeof stages, fraction: number): void => {
    const [from, to] = stages[stage]
    running.report(stage, from + (to - from) * fraction)
  }
  const tell = (fraction: number): void => report('fetch', fraction)
  const files = await fetchSources(ctx, prepared.sources, { workDir, signal, tell })
  await using meter = await startCpuMeter()
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
  return { film, cpuMs: await meter.readMs() }
}

/** What each source is, whatever it is called: the same bytes give the same frames. */
function identitiesOf(sources: RenderSources): Map<string, string> {
  return new Map([...sources].flatMap(([src, { checksum }]) => (checksum ? [[src, checksum] as const] : [])))
}

interface Film {
  path: string
  format: OutputFormat
  file: IngestedFile
  warnings: JobOutcome['warnings'] & object
  parents: string[]
  estimatedMs: number
  plan: RenderPlan
  /** What it was to take by the built-in figures. */
  builtInCpuMs: number
}

async function keepFilm(ctx: RenderContext, running: RunningJob, film: Film): Promise<void> {
  const { userId, jobId } = running
  const checksum = await hashFile(film.path)
  const { size: sizeBytes } = await stat(film.path)
  const assetId = newId('asset', ctx.clock.now().getTime())
  const { mimeType, extension } = outputFormats[film.format]
  const original = { from: { path: film.path }, mimeType, extension, sizeBytes }
  const variants = await storeVariants(ctx, { userId, assetId }, original, film.file, running.signal)
  const outcome = outcomeOf(ctx, film)
  try {
    await running.succeed(outcome({ assetId, key: variants[0]?.key as string }), async ({ db }) => {
      await insertAsset(
        db,
        {
          id: assetId,
          userId,
          source: 'render',
          title: 'Film',
          mimeType,
          sizeBytes,
          checksum,
          lineage: { parents: film.parents } satisfies Prisma.InputJsonObject,
          jobId,
          at: ctx.clock.now(),
        },
        film.file,
        variants,
      )
      await learnFrom(ctx, db, jobId, film)
    })
  } catch (error) {
    await removeVariants(ctx, variants)
    if (!isDatabaseError(error, 'uniqueViolation')) throw error
    // The same film was rendered before: one asset, metered as the work that it was.
    const twin = await ctx.db.mediaVariant.findFirstOrThrow({
      where: { kind: 'original', asset: { userId, checksum } },
      select: { assetId: true, key: true },
    })
    await running.succeed(outcome(twin), ({ db }) => learnFrom(ctx, db, jobId, film))
  }
}

function outcomeOf(
  ctx: Pick<DomainContext, 'config'>,
  { format, file, warnings, plan, estimatedMs }: Film,
): (output: { assetId: string; key: string }) => JobOutcome {
  // A container may round the last frame up; what was promised counts. A GIF does not tell its length.
  const meteredMs = Math.min(file.durationMs ?? (format === 'gif' ? estimatedMs : 0), estimatedMs)
  const costMicroUsd = renderCost(ctx, meteredMs)
  const { widthPx, heightPx, durationMs } = file
  const facts = { mimeType: outputFormats[format].mimeType, widthPx, heightPx, durationMs }
  return (output) => ({
    outputs: [{ ...output, ...facts }],
    plan,
    warnings,
    costMicroUsd,
    usage: {
      amounts: { renderMs: meteredMs, spend: costMicroUsd },
      entry: { kind: 'render', quantity: durationMs ?? meteredMs },
    },
  })
}

/** Only from a render that made everything itself: what it found or copied was estimated all the same. */
async function learnFrom(ctx: Pick<DomainContext, 'clock'>, db: Db, jobId: string, film: Film): Promise<void> {
  const { cpuMs, cached, copiedFrames, frames, encodedFrames } = film.plan
  if (cpuMs === null || cached > 0 || copiedFrames > 0) return
  const sample = { jobId, frames, encodedFrames, estimatedCpuMs: film.builtInCpuMs, cpuMs }
  await keepSample(db, sample, ctx.clock.now())
}
