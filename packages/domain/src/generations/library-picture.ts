import { AppError, fromBigInt } from '@cronicl/core'
import type { InputImage } from '@cronicl/providers'
import type { BlobStore } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'

const mimeTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'] satisfies InputImage['mimeType'][]
/** Larger pictures go as their previews. */
const maxBytes = 10 * 1024 ** 2
const linkS = 300

type PictureContext = Pick<DomainContext, 'db' | 'blobs' | 'config'>

/**
 * A picture of the user's library for a provider to look at: the original, or its preview where the original is too
 * large or of a format that not every provider reads. `NOT_FOUND` for another user's.
 */
export async function libraryPicture(ctx: PictureContext, userId: string, assetId: string): Promise<InputImage> {
  const asset = await ctx.db.mediaAsset.findFirst({
    where: { id: assetId, userId, type: 'image', status: 'ready' },
    select: { variants: { where: { kind: { in: ['original', 'preview'] } }, orderBy: { kind: 'asc' } } },
  })
  const variant = asset?.variants.find((row) => mimeTypes.includes(row.mimeType) && row.sizeBytes <= maxBytes)
  if (!variant) throw new AppError('NOT_FOUND', `There is no picture ${assetId} in your library.`)
  return {
    mimeType: variant.mimeType as InputImage['mimeType'],
    sizeBytes: fromBigInt(variant.sizeBytes),
    widthPx: variant.widthPx ?? 0,
    heightPx: variant.heightPx ?? 0,
    ...bytesOf(ctx, variant.key),
  }
}

/** How a provider comes to the bytes of an object. */
function bytesOf(
  { blobs, config }: { blobs: BlobStore; config: Pick<DomainContext['config'], 'publicUrl'> },
  key: string,
): Pick<InputImage, 'link' | 'read'> {
  return {
    link: async () => {
      // The local store signs links to ourselves, which nobody outside can follow.
      if (blobs.kind === 'local' && config.publicUrl === null) return null
      return (await blobs.signGet(key, { expiresInS: linkS })).url
    },
    read: async () => {
      const { body } = await blobs.read(key)
      const chunks: Buffer[] = []
      for await (const chunk of body) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    },
  }
}
