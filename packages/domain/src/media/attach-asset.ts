import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { attachInTransaction } from './attach-in-transaction.ts'
import {
  type AttachmentView,
  attachmentMeta,
  attachmentRole,
  attachmentView,
  ownerType,
  toAttachmentView,
} from './attachment-view.ts'

export const attachAssetInput = z.strictObject({
  id: z.string().max(64).describe('The asset'),
  ownerType,
  ownerId: z.string().min(1).max(64),
  role: attachmentRole.default('gallery').describe('An owner has at most one cover; a new one takes its place'),
  sortOrder: z.int().min(-1_000_000).max(1_000_000).optional().describe('Behind what is there when it is not given'),
  meta: attachmentMeta.optional().describe('Whatever you keep about its place: a caption, a crop'),
})
export const attachAssetOutput = attachmentView

/**
 * Puts an asset at something of a story. It is there once in each role: again, only order and meta change. `NOT_FOUND`
 * for assets and owners that are not the caller's.
 */
export async function attachAsset(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  { id, ...place }: z.infer<typeof attachAssetInput>,
): Promise<AttachmentView> {
  const userId = requireUserId(ctx)
  const at = ctx.clock.now()
  const row = await ctx.transact(({ db }) => attachInTransaction(db, { ...place, userId, assetId: id }, at))
  return toAttachmentView(row)
}
