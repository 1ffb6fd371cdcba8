import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type AssetView, assetSelect, toAssetView } from './asset-view.ts'

export const getAssetInput = z.strictObject({ id: z.string().max(64) })

/** One asset of the caller; `NOT_FOUND` also for somebody else's. */
export async function getAsset(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  input: z.infer<typeof getAssetInput>,
): Promise<AssetView> {
  const row = await ctx.db.mediaAsset.findFirst({
    where: { id: input.id, userId: requireUserId(ctx) },
    select: assetSelect,
  })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such asset.')
  return toAssetView(ctx, row)
}
