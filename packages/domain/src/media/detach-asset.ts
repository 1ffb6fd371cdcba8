import { AppError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { attachmentRole, ownerType } from './attachment-view.ts'

export const detachAssetInput = z.strictObject({
  id: z.string().max(64).describe('The asset'),
  ownerType,
  ownerId: z.string().min(1).max(64),
  role: attachmentRole.optional().describe('In every role when it is not given'),
})
export const detachAssetOutput = z.object({ detached: z.int().describe('How many roles it had there') })

/**
 * Takes an asset away from something of a story; it stays in the library. Also from what is in the trash or gone.
 * `NOT_FOUND` when the caller has no such asset there.
 */
export async function detachAsset(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  { id, ownerType: type, ownerId, role }: z.infer<typeof detachAssetInput>,
): Promise<z.infer<typeof detachAssetOutput>> {
  const { count } = await ctx.db.mediaAttachment.deleteMany({
    where: { userId: requireUserId(ctx), assetId: id, ownerType: type, ownerId, ...(role ? { role } : {}) },
  })
  if (count === 0) throw new AppError('NOT_FOUND', `The asset is not attached to the ${type} ${ownerId}.`)
  return { detached: count }
}
