import { addMs, newId } from '@cronicl/core'
import { keys } from '@cronicl/storage'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { requireStorage } from '../usage/storage-room.ts'
import { tooLarge } from './upload-file.ts'

export const createUploadInput = z.strictObject({
  fileName: z.string().trim().min(1).max(255),
  mimeType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .max(100)
    .describe('Sent as Content-Type; the real type is found from the bytes'),
  sizeBytes: z.int().min(1),
})
export const createUploadOutput = z.object({
  uploadId: z.string(),
  method: z.literal('PUT'),
  url: z.string().describe('Where to send the bytes, once'),
  headers: z.record(z.string(), z.string()).describe('Must be sent exactly as given'),
  expiresAt: z.string(),
})

const uploadS = 600

/**
 * Promises a place for one file: a signed PUT for ten minutes. Nothing is an asset until `completeUpload`.
 * `LIMIT_EXCEEDED` when the library has no room for it.
 */
export async function createUpload(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'clock' | 'config'>,
  input: z.infer<typeof createUploadInput>,
): Promise<z.infer<typeof createUploadOutput>> {
  const userId = requireUserId(ctx)
  if (input.sizeBytes > ctx.config.media.maxUploadBytes) throw tooLarge(ctx.config.media.maxUploadBytes)
  await requireStorage(ctx, userId, input.sizeBytes)
  const at = ctx.clock.now()
  const id = newId('upload', at.getTime())
  const key = keys.incoming(userId, id)
  const put = await ctx.blobs.signPut(key, {
    contentType: input.mimeType,
    sizeBytes: input.sizeBytes,
    expiresInS: uploadS,
  })
  await ctx.db.upload.create({
    data: {
      id,
      userId,
      key,
      fileName: input.fileName,
      mimeType: input.mimeType,
      sizeBytes: BigInt(input.sizeBytes),
      createdAt: at,
      expiresAt: addMs(at, uploadS * 1_000),
    },
  })
  return {
    uploadId: id,
    method: put.method,
    url: put.url,
    headers: put.headers,
    expiresAt: put.expiresAt.toISOString(),
  }
}
