import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type AssetView, assetSelect, assetView, toAssetView } from './asset-view.ts'

export const listAssetsInput = z.strictObject({
  ...pageInput,
  type: z.enum(['image', 'video', 'audio', 'other']).optional(),
})
export const assetPage = z.object({ items: z.array(assetView), nextCursor: z.string().nullable() })

/** The caller's library, newest first. */
export async function listAssets(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  input: z.infer<typeof listAssetsInput>,
): Promise<Page<AssetView>> {
  const rows = await ctx.db.mediaAsset.findMany({
    where: {
      userId: requireUserId(ctx),
      ...(input.type ? { type: input.type } : {}),
      ...(input.cursor ? { id: { lt: input.cursor } } : {}),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    select: assetSelect,
  })
  const page = toPage(rows, input.limit)
  return { items: await Promise.all(page.items.map((row) => toAssetView(ctx, row))), nextCursor: page.nextCursor }
}
