import { type Page, pageInput } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { assetSelect, assetView, toAssetView } from './asset-view.ts'
import { attachmentRole, attachmentSelect, attachmentView, ownerType, toAttachmentView } from './attachment-view.ts'
import { requireOwner } from './find-owner.ts'

export const listOwnerMediaInput = z.strictObject({
  ...pageInput,
  ownerType,
  ownerId: z.string().min(1).max(64),
  role: attachmentRole.optional(),
  cursor: z
    .string()
    .regex(/^-?\d{1,7}\/\w{1,50}$/)
    .optional()
    .describe(pageInput.cursor.description ?? ''),
})

const ownerMedia = attachmentView.extend({ asset: assetView })
export type OwnerMedia = z.infer<typeof ownerMedia>
export const ownerMediaPage = z.object({ items: z.array(ownerMedia), nextCursor: z.string().nullable() })

/** The assets at something of a story, in their order. `NOT_FOUND` for what is not the caller's or is in the trash. */
export async function listOwnerMedia(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  { ownerType: type, ownerId, role, limit, cursor }: z.infer<typeof listOwnerMediaInput>,
): Promise<Page<OwnerMedia>> {
  const userId = requireUserId(ctx)
  await requireOwner(ctx.db, userId, { ownerType: type, ownerId })
  const rows = await ctx.db.mediaAttachment.findMany({
    where: { userId, ownerType: type, ownerId, ...(role ? { role } : {}), ...(cursor ? after(cursor) : {}) },
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
    take: limit + 1,
    select: { ...attachmentSelect, asset: { select: assetSelect } },
  })
  const items = rows.slice(0, limit).map(async ({ asset, ...row }) => ({
    ...toAttachmentView(row),
    asset: await toAssetView(ctx, asset),
  }))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: await Promise.all(items), nextCursor: last ? `${last.sortOrder}/${last.id}` : null }
}

/** The order is not that of the ids, so the cursor is both. */
function after(cursor: string): Prisma.MediaAttachmentWhereInput {
  const [order = '0', id = ''] = cursor.split('/')
  const sortOrder = Number(order)
  return { OR: [{ sortOrder: { gt: sortOrder } }, { sortOrder, id: { gt: id } }] }
}
