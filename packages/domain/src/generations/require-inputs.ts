import { AppError } from '@cronicl/core'
import type { DomainContext } from '../context.ts'
import type { GenerationWish } from './plan-generation.ts'

/**
 * That the pictures which a generation looks at are there and the caller's, before anything is started. `NOT_FOUND`
 * otherwise; the bytes are read when they are sent.
 */
export async function requireInputs(
  ctx: Pick<DomainContext, 'db'>,
  userId: string,
  input: GenerationWish,
): Promise<void> {
  const named = input.kind === 'image' ? input.referenceAssetIds : [input.startFrame, input.endFrame]
  const ids = [...new Set(named.filter((id) => id !== undefined))]
  if (ids.length === 0) return
  const found = await ctx.db.mediaAsset.findMany({
    where: { id: { in: ids }, userId, type: 'image', status: 'ready' },
    select: { id: true },
  })
  const missing = ids.find((id) => !found.some((asset) => asset.id === id))
  if (missing) throw new AppError('NOT_FOUND', `There is no picture ${missing} in your library.`)
}
