import { mkdir, open } from 'node:fs/promises'
import { AppError, newId } from '@cronicl/core'
import type { Prisma, SubmissionModel as Submission } from '@cronicl/db'
import { hashFile } from '../media/hash-file.ts'
import { ingestFile } from '../media/ingest-file.ts'
import type { IngestedFile } from '../media/ingested-file.ts'
import { type SniffedType, sniffBytes, sniffType } from '../media/media-types.ts'
import { type NewAsset, type StoredVariant, removeVariants, storeVariants } from '../media/store-asset.ts'
import type { JobResult } from '../jobs/job-view.ts'
import type { GenerationRun } from './generation-run.ts'
import type { StoredOutput } from './submission-machine.ts'

/** An output as an asset: one that the user has already, or one that is to be inserted. */
export interface MadeAsset {
  output: JobResult['outputs'][number]
  made: { asset: NewAsset; file: IngestedFile; variants: StoredVariant[] } | null
}

/**
 * Takes outputs in as every file is taken in: by what they hold, with their variants stored. Nothing is in the database
 * yet. When one of them fails, what was stored of the others is removed.
 * @throws AppError UNSUPPORTED_MEDIA for what is no picture, or no film
 */
export async function ingestOutputs(
  run: GenerationRun,
  submission: Submission,
  from: { outputs: readonly StoredOutput[]; workDir: string },
): Promise<MadeAsset[]> {
  const assets: MadeAsset[] = []
  const byChecksum = new Map<string, MadeAsset>()
  run.running.report('ingesting', 90)
  try {
    for (const [index, output] of from.outputs.entries()) {
      const dir = `${from.workDir}/${index}`
      await mkdir(dir, { recursive: true })
      const path = `${dir}/original`
      await run.ctx.blobs.download(output.key, path, { signal: run.running.signal })
      const checksum = await hashFile(path)
      const asset =
        byChecksum.get(checksum) ??
        (await findTwin(run, checksum)) ??
        (await ingestOutput(run, submission, { output, path, dir, checksum }))
      byChecksum.set(checksum, asset)
      assets.push(asset)
    }
    return assets
  } catch (error) {
    for (const { made } of byChecksum.values()) if (made) await removeVariants(run.ctx, made.variants)
    throw error
  }
}

/** The user's asset of the same bytes. */
async function findTwin({ ctx, running }: GenerationRun, checksum: string): Promise<MadeAsset | null> {
  const twin = await ctx.db.mediaAsset.findUnique({
    where: { userId_checksum: { userId: running.userId, checksum }, status: 'ready' },
    select: {
      id: true,
      mimeType: true,
      widthPx: true,
      heightPx: true,
      durationMs: true,
      variants: { where: { kind: 'original' }, select: { key: true } },
    },
  })
  const key = twin?.variants[0]?.key
  if (!twin || !key) return null
  const { id: assetId, variants: _, ...facts } = twin
  return { output: { assetId, key, ...facts }, made: null }
}

async function ingestOutput(
  run: GenerationRun,
  submission: Submission,
  from: { output: StoredOutput; path: string; dir: string; checksum: string },
): Promise<MadeAsset> {
  const { ctx, running, input } = run
  const { output, path, dir, checksum } = from
  const sniffed = await sniffOutput(input.kind, path)
  const file = await ingestFile(ctx, { path, workDir: dir, sniffed, signal: running.signal })
  if (file.type !== input.kind) throw wrongKind(input.kind, file.type)
  const at = ctx.clock.now()
  const id = newId('asset', at.getTime())
  const { mimeType, extension } = sniffed
  const { sizeBytes } = output
  const original = { from: { key: output.key }, mimeType, extension, sizeBytes }
  const owner = { userId: running.userId, assetId: id }
  const variants = await storeVariants(ctx, owner, original, file, running.signal)
  const { widthPx, heightPx, durationMs } = file
  const asset: NewAsset = {
    id,
    userId: running.userId,
    source: 'generation',
    title: titleOf(input.prompt),
    mimeType,
    sizeBytes,
    checksum,
    lineage: lineageOf(run, submission),
    jobId: running.jobId,
    at,
  }
  const key = variants[0]?.key as string
  return { output: { assetId: id, key, mimeType, widthPx, heightPx, durationMs }, made: { asset, file, variants } }
}

async function sniffOutput(kind: 'image' | 'video', path: string): Promise<SniffedType> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes)
  const sniffed = await sniffType(buffer.subarray(0, bytesRead), 'output')
  if (sniffed.type !== kind) throw wrongKind(kind, sniffed.type)
  return sniffed
}

function wrongKind(wanted: string, found: string): AppError {
  return new AppError('UNSUPPORTED_MEDIA', `It is ${found}, not ${wanted}.`)
}

function titleOf(prompt: string): string {
  const line = prompt.split('\n')[0]?.trim() ?? ''
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}

/** What made it, for whoever wonders later. */
function lineageOf({ running, input }: GenerationRun, { provider, model }: Submission): Prisma.InputJsonObject {
  const looked = input.kind === 'image' ? input.referenceAssetIds : [input.startFrame, input.endFrame]
  const parents = looked.filter((id) => id !== undefined && id.startsWith('ast_')) as string[]
  return { jobId: running.jobId, provider, model, prompt: input.prompt, seed: input.seed ?? null, parents }
}
