import { buffer } from 'node:stream/consumers'
import { AppError, addMs, minuteMs } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import type { AssetView } from './asset-view.ts'
import { getAsset } from './get-asset.ts'
import { sniffBytes, sniffType } from './media-types.ts'
import { receiveUpload } from './receive-upload.ts'

export const completeUploadInput = z.strictObject({ uploadId: z.string().max(64) })

const claimMs = 10 * minuteMs

type CompleteContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'log'
>

/**
 * Makes the asset of a presigned upload whose bytes have arrived. Calling it again gives the same asset. `CONFLICT`
 * while the bytes are missing or another call is at it; a file that is refused is removed, with its promise.
 */
export async function completeUpload(
  ctx: CompleteContext,
  input: z.infer<typeof completeUploadInput>,
): Promise<AssetView> {
  const userId = requireUserId(ctx)
  const where = { id: input.uploadId, userId }
  const upload = await ctx.db.upload.findFirst({ where })
  if (!upload) throw new AppError('NOT_FOUND', 'There is no such upload.')
  if (upload.assetId) return getAsset(ctx, { id: upload.assetId })
  const head = await ctx.blobs.head(upload.key)
  if (!head)
    throw new AppError(
      'CONFLICT',
      'The bytes have not arrived yet. Send them to the signed URL, then complete the upload.',
    )
  // Whoever sets the mark goes on; the mark of a process that died stops counting after a while.
  const at = ctx.clock.now()
  const claimable = [{ completedAt: null }, { completedAt: { lt: addMs(at, -claimMs) } }]
  const claimed = await ctx.db.upload.updateMany({
    where: { ...where, assetId: null, OR: claimable },
    data: { completedAt: at },
  })
  if (claimed.count === 0)
    throw new AppError('CONFLICT', 'This upload is being completed already. Ask again in a moment.')
  try {
    const sniffed = await sniffType(await readStart(ctx, upload.key, head.sizeBytes), upload.fileName)
    const asset = await receiveUpload(ctx, {
      userId,
      key: upload.key,
      fileName: upload.fileName,
      sniffed,
      sizeBytes: head.sizeBytes,
      checksum: null,
    })
    await ctx.db.upload.update({ where: { id: upload.id }, data: { assetId: asset.id } })
    return asset
  } catch (error) {
    await ctx.blobs.delete(upload.key)
    await ctx.db.upload.deleteMany({ where })
    throw error
  }
}

async function readStart(ctx: Pick<DomainContext, 'blobs'>, key: string, sizeBytes: number): Promise<Uint8Array> {
  const { body } = await ctx.blobs.read(key, { start: 0, end: Math.min(sizeBytes, sniffBytes) - 1 })
  return buffer(body)
}
