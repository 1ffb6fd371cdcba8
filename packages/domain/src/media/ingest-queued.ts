import { AppError } from '@cronicl/core'
import { isDatabaseError } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import type { RunningJob } from '../jobs/running-job.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { hashFile } from './hash-file.ts'
import { ingestFile } from './ingest-file.ts'
import { assetColumns, removeVariants, storeVariants, type StoredVariant } from './store-asset.ts'
import type { IngestedFile } from './ingested-file.ts'
import { withWorkDir } from './work-dir.ts'

/** The bytes are counted where the asset becomes ready; only its job's reservation ends. */
function ingestUsage(sizeBytes: bigint): JobUsage {
  return { amounts: {}, entry: { kind: 'ingest', quantity: Number(sizeBytes) } }
}

/** What an ingest job is started with. */
export const ingestJobInput = z.object({
  assetId: z.string(),
  key: z.string(),
  type: z.enum(['image', 'video', 'audio', 'other']),
  mimeType: z.string(),
  extension: z.string(),
})
export type IngestJobInput = z.infer<typeof ingestJobInput>

type IngestContext = Pick<DomainContext, 'db' | 'blobs' | 'clock' | 'config' | 'mediaTools'>

/**
 * Finishes an asset whose bytes have arrived: facts, variants, final place. Run twice, it does the same again. When the
 * user already has these bytes, the job's output is the asset that holds them.
 */
export async function ingestQueued(ctx: IngestContext, running: RunningJob): Promise<void> {
  const input = ingestJobInput.parse(running.input)
  try {
    await withWorkDir('ingest', (workDir) => ingest(ctx, running, input, workDir))
  } catch (error) {
    // A file that is refused is not kept; after a passing failure the next attempt needs it.
    if (error instanceof AppError && !error.policy.retry) await ctx.blobs.delete(input.key)
    throw error
  }
  await ctx.blobs.delete(input.key)
}

async function ingest(ctx: IngestContext, running: RunningJob, input: IngestJobInput, workDir: string): Promise<void> {
  const { signal, userId } = running
  const path = `${workDir}/original.${input.extension}`
  running.report('fetch', 5)
  await ctx.blobs.download(input.key, path, { signal })
  running.report('probe', 40)
  const checksum = await hashFile(path)
  const file = await ingestFile(ctx, { path, workDir, sniffed: input, signal })
  running.report('store', 80)
  const head = await ctx.blobs.head(input.key)
  const original = { from: { key: input.key }, ...input, sizeBytes: head?.sizeBytes ?? file.facts.sizeBytes }
  const variants = await storeVariants(ctx, { userId, assetId: input.assetId }, original, file, signal)
  try {
    await succeed(ctx, running, { assetId: input.assetId, checksum, file, variants })
  } catch (error) {
    if (!isDatabaseError(error, 'uniqueViolation')) throw error
    await removeVariants(ctx, variants)
    await succeedWithTwin(ctx, running, input, checksum)
  }
}

async function succeed(
  ctx: IngestContext,
  running: RunningJob,
  done: { assetId: string; checksum: string; file: IngestedFile; variants: StoredVariant[] },
): Promise<void> {
  const { assetId, checksum, file, variants } = done
  const [original] = variants as [StoredVariant]
  const facts = {
    mimeType: original.mimeType,
    widthPx: file.widthPx,
    heightPx: file.heightPx,
    durationMs: file.durationMs,
  }
  const outputs = [{ assetId, key: original.key, ...facts }]
  await running.succeed({ outputs, usage: ingestUsage(original.sizeBytes) }, async ({ db }) => {
    await db.mediaVariant.deleteMany({ where: { assetId } })
    await db.mediaAsset.update({
      where: { id: assetId, status: 'processing' },
      data: {
        ...assetColumns(file),
        type: file.type,
        checksum,
        updatedAt: ctx.clock.now(),
        variants: { create: variants },
      },
    })
  })
}

/** The bytes turned out to be in the library already: that asset is the answer, and the one that waited goes. */
async function succeedWithTwin(
  ctx: IngestContext,
  running: RunningJob,
  input: IngestJobInput,
  checksum: string,
): Promise<void> {
  const twin = await ctx.db.mediaAsset.findUniqueOrThrow({
    where: { userId_checksum: { userId: running.userId, checksum } },
    select: {
      id: true,
      mimeType: true,
      widthPx: true,
      heightPx: true,
      durationMs: true,
      variants: { where: { kind: 'original' }, select: { key: true } },
    },
  })
  const { id: assetId, variants, ...facts } = twin
  const key = variants[0]?.key
  const outputs = key ? [{ assetId, key, ...facts }] : []
  await running.succeed({ outputs, usage: ingestUsage(0n) }, async ({ db }) => {
    await db.mediaAsset.delete({ where: { id: input.assetId } })
  })
}
