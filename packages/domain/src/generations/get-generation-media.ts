import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { assetSelect, assetView, toAssetView } from '../media/asset-view.ts'
import type { getGenerationInput } from './generation-inputs.ts'
import { generationView } from './generation-view.ts'
import { getGeneration } from './get-generation.ts'

export const generationMediaView = generationView.extend({
  variants: z
    .array(z.object({ assetId: z.string(), ...assetView.shape.variants.shape }))
    .describe('Of each output: the original and what stands for it, signed; empty until it has succeeded'),
})

/** One of the caller's generations with the variants of its outputs. Outputs that were deleted since have none. */
export async function getGenerationMedia(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  input: z.infer<typeof getGenerationInput>,
): Promise<z.infer<typeof generationMediaView>> {
  const generation = await getGeneration(ctx, input)
  const ids = generation.outputs.map(({ assetId }) => assetId)
  const rows = ids.length === 0 ? [] : await ctx.db.mediaAsset.findMany(where(ids))
  const views = await Promise.all(rows.map((row) => toAssetView(ctx, row)))
  const variants = ids.flatMap((id) => views.filter((view) => view.id === id))
  return { ...generation, variants: variants.map((asset) => ({ assetId: asset.id, ...asset.variants })) }
}

function where(ids: string[]) {
  return { where: { id: { in: ids } }, select: assetSelect }
}
