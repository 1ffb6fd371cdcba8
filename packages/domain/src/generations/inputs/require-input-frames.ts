import { AppError } from '@cronicl/core'
import type { DomainContext } from '../../context.ts'
import { findInputKey } from './find-input-key.ts'
import { frameRefOf } from './frame-ref.ts'

/**
 * That the pictures which a request names are there and the user's, before anything is started; the bytes are read when
 * they are sent. Addresses are asked only then.
 * @throws AppError NOT_FOUND
 */
export async function requireInputFrames(
  ctx: Pick<DomainContext, 'db' | 'blobs'>,
  userId: string,
  refs: readonly string[],
): Promise<void> {
  const named = [...new Set(refs)].map(frameRefOf)
  const assetIds = named.flatMap((ref) => (ref.kind === 'asset' ? [ref.id] : []))
  if (assetIds.length > 0) {
    const found = await ctx.db.mediaAsset.findMany({
      where: { id: { in: assetIds }, userId, type: 'image', status: 'ready' },
      select: { id: true },
    })
    const missing = assetIds.find((id) => !found.some((asset) => asset.id === id))
    if (missing !== undefined) throw new AppError('NOT_FOUND', `There is no picture ${missing} in your library.`)
  }
  for (const ref of named)
    if (ref.kind === 'input' && !(await findInputKey(ctx, userId, ref.id)))
      throw new AppError('NOT_FOUND', `There is no frame ${ref.id} of yours.`)
}
