import { type Id, newId } from '@cronicl/core'
import { type Prisma, isDatabaseError } from '@cronicl/db'
import { mediaIngest } from '@cronicl/jobs'
import type { DomainContext } from '../context.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { admitJob } from '../jobs/admit-job.ts'
import { confirmStorage, requireStorage } from '../usage/storage-room.ts'
import { type AssetView, assetSelect, toAssetView } from './asset-view.ts'
import { type SniffedType } from './media-types.ts'
import { hashFile } from './hash-file.ts'
import { ingestFile } from './ingest-file.ts'
import { type NewAsset, insertAsset, removeVariants, storeVariants } from './store-asset.ts'
import { withWorkDir } from './work-dir.ts'

export interface ReceivedFile {
  userId: string
  /** Where the bytes are: an `incoming` object, which is removed when the asset has them. */
  key: string
  fileName: string
  sniffed: SniffedType
  sizeBytes: number
  /** Null when the bytes did not pass through this process. */
  checksum: string | null
}

type ReceiveContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'log'
>

/**
 * Makes an asset of bytes that have arrived. Pictures are finished here; video and sound get their row at once and are
 * ingested by a job. Bytes that the user already has give the asset that holds them. `LIMIT_EXCEEDED` when the library has
 * no room for them; then nothing stays.
 */
export async function receiveUpload(ctx: ReceiveContext, file: ReceivedFile): Promise<AssetView> {
  const known = file.checksum ? await findByChecksum(ctx, file.userId, file.checksum) : null
  if (known) {
    await ctx.blobs.delete(file.key)
    return known
  }
  try {
    await requireStorage(ctx, file.userId, file.sizeBytes)
  } catch (error) {
    await ctx.blobs.delete(file.key)
    throw error
  }
  return file.sniffed.type === 'image' ? finishPicture(ctx, file) : enqueueIngest(ctx, file)
}

async function finishPicture(ctx: ReceiveContext, file: ReceivedFile): Promise<AssetView> {
  try {
    return await withWorkDir('ingest', async (workDir) => {
      const path = `${workDir}/original.${file.sniffed.extension}`
      await ctx.blobs.download(file.key, path)
      const checksum = file.checksum ?? (await hashFile(path))
      const ingested = await ingestFile(ctx, { path, workDir, sniffed: file.sniffed })
      const assetId = newId('asset', ctx.clock.now().getTime())
      const owner = { userId: file.userId, assetId }
      const variants = await storeVariants(
        ctx,
        owner,
        { from: { key: file.key }, ...file.sniffed, sizeBytes: file.sizeBytes },
        ingested,
      )
      try {
        const asset: NewAsset = {
          id: assetId,
          userId: file.userId,
          source: 'upload',
          title: titleOf(file.fileName),
          mimeType: file.sniffed.mimeType,
          sizeBytes: file.sizeBytes,
          checksum,
          lineage: {},
          jobId: null,
          at: ctx.clock.now(),
        }
        await ctx.transact(async ({ db }) => {
          await insertAsset(db, asset, ingested, variants)
          await confirmStorage({ db, clock: ctx.clock, config: ctx.config }, asset.userId, asset.sizeBytes)
        })
      } catch (error) {
        await removeVariants(ctx, variants)
        // The same picture came in twice at once: the other one won.
        const winner = isDatabaseError(error, 'uniqueViolation')
          ? await findByChecksum(ctx, file.userId, checksum)
          : null
        if (winner) return winner
        throw error
      }
      return view(ctx, assetId)
    })
  } finally {
    await ctx.blobs.delete(file.key)
  }
}

async function enqueueIngest(ctx: ReceiveContext, file: ReceivedFile): Promise<AssetView> {
  const at = ctx.clock.now()
  const assetId: Id<'asset'> = newId('asset', at.getTime())
  try {
    await ctx.transact(async (tx) => {
      const input: Prisma.InputJsonObject = { assetId, key: file.key, ...file.sniffed }
      // Its bytes are reserved until the job that counts them has ended.
      const usage: JobUsage = { amounts: { storageBytes: file.sizeBytes }, entry: { kind: 'ingest' } }
      const admission = { definition: mediaIngest, userId: file.userId, input, usage }
      const job = await admitJob({ ...tx, clock: ctx.clock, config: ctx.config, actor: ctx.actor }, admission)
      await tx.db.mediaAsset.create({
        data: {
          id: assetId,
          userId: file.userId,
          type: file.sniffed.type,
          status: 'processing',
          source: 'upload',
          mimeType: file.sniffed.mimeType,
          title: titleOf(file.fileName),
          sizeBytes: BigInt(file.sizeBytes),
          checksum: file.checksum,
          jobId: job.id,
          createdAt: at,
          updatedAt: at,
        },
      })
    })
  } catch (error) {
    await ctx.blobs.delete(file.key)
    const winner =
      file.checksum && isDatabaseError(error, 'uniqueViolation')
        ? await findByChecksum(ctx, file.userId, file.checksum)
        : null
    if (winner) return winner
    throw error
  }
  return view(ctx, assetId)
}

async function findByChecksum(ctx: ReceiveContext, userId: string, checksum: string): Promise<AssetView | null> {
  const row = await ctx.db.mediaAsset.findUnique({
    where: { userId_checksum: { userId, checksum } },
    select: assetSelect,
  })
  return row ? toAssetView(ctx, row) : null
}

async function view(ctx: ReceiveContext, id: string): Promise<AssetView> {
  return toAssetView(ctx, await ctx.db.mediaAsset.findUniqueOrThrow({ where: { id }, select: assetSelect }))
}

function titleOf(fileName: string): string {
  return fileName.replace(/\.[^.]{1,8}$/, '').slice(0, 200) || 'Untitled'
}
