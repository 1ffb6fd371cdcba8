import type { Prisma } from '@cronicl/db'
import { z } from 'zod'

export const ownerType = z.enum(['script', 'character', 'location', 'theme', 'scene', 'node', 'branch', 'timeline'])
export const attachmentRole = z.enum(['cover', 'inline', 'gallery', 'reference'])
export type OwnerType = z.infer<typeof ownerType>
export type AttachmentRole = z.infer<typeof attachmentRole>

/** The something of a story that assets are attached to. Elements of the bible are named by their kind. */
export interface AttachmentOwner {
  ownerType: OwnerType
  ownerId: string
}

const storable = (text: string) => text.isWellFormed() && !text.includes('\0')
const metaText = z.string().max(1_000).refine(storable, 'The text holds a character that is none (NUL or half a pair).')

/** What a frontend keeps about an asset's place: a caption, a crop, a language. */
export const attachmentMeta = z
  .record(z.string().regex(/^[\w.-]{1,64}$/), z.union([metaText, z.number(), z.boolean(), z.null()]))
  .refine((meta) => Object.keys(meta).length <= 32, 'At most 32 fields.')
export type AttachmentMeta = z.infer<typeof attachmentMeta>

/** An asset's place at something of a story. */
export const attachmentView = z.object({
  id: z.string(),
  assetId: z.string(),
  ownerType,
  ownerId: z.string(),
  role: attachmentRole,
  sortOrder: z.int(),
  meta: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  createdAt: z.string(),
})
export type AttachmentView = z.infer<typeof attachmentView>

export const attachmentSelect = {
  id: true,
  assetId: true,
  ownerType: true,
  ownerId: true,
  role: true,
  sortOrder: true,
  meta: true,
  createdAt: true,
} satisfies Prisma.MediaAttachmentSelect
export type AttachmentRow = Prisma.MediaAttachmentGetPayload<{ select: typeof attachmentSelect }>

export function toAttachmentView(row: AttachmentRow): AttachmentView {
  const { id, assetId, ownerType: type, ownerId, role, sortOrder } = row
  const meta = row.meta as AttachmentMeta
  return { id, assetId, ownerType: type, ownerId, role, sortOrder, meta, createdAt: row.createdAt.toISOString() }
}
