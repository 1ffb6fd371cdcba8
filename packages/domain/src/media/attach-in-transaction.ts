import { AppError, newId } from '@cronicl/core'
import { type Db, Prisma } from '@cronicl/db'
import type { AttachmentMeta, AttachmentOwner, AttachmentRole, AttachmentRow } from './attachment-view.ts'
import { requireOwner } from './find-owner.ts'

export interface NewAttachment extends AttachmentOwner {
  userId: string
  assetId: string
  role: AttachmentRole
  /** Behind what is there already, when it is not given. */
  sortOrder?: number | undefined
  meta?: AttachmentMeta | undefined
}

/**
 * Puts an asset at something of a story, in the caller's transaction. Where it is in that role already, only order and
 * meta change, as far as they are given. A new cover takes the place of the one before, which stays in the library.
 * @throws AppError NOT_FOUND when the user has no such asset, or no such owner (or has put it in the trash)
 */
export async function attachInTransaction(db: Db, attachment: NewAttachment, at: Date): Promise<AttachmentRow> {
  const { userId, assetId, ownerType, ownerId, role } = attachment
  await requireOwner(db, userId, attachment)
  const sortOrder = attachment.sortOrder ?? null
  const meta = attachment.meta ? JSON.stringify(attachment.meta) : null
  // One statement, so that two covers at the same moment are one after the other, and neither fails.
  const [row] = await db.$queryRaw<AttachmentRow[]>`
    INSERT INTO media_attachments AS old (id, user_id, asset_id, owner_type, owner_id, role, sort_order, meta, created_at)
    SELECT ${newId('attachment', at.getTime())}, user_id, id, ${ownerType}::owner_type, ${ownerId}, ${role}::attachment_role,
      coalesce(${sortOrder}::int, (
        SELECT max(sort_order) + 1 FROM media_attachments
        WHERE user_id = ${userId} AND owner_type = ${ownerType}::owner_type AND owner_id = ${ownerId}
      ), 0), coalesce(${meta}::jsonb, '{}'), ${at}
    FROM media_assets WHERE id = ${assetId} AND user_id = ${userId}
    ${role === 'cover' ? replaceCover(sortOrder, meta) : changePlace(sortOrder, meta)}
    RETURNING id, asset_id AS "assetId", owner_type::text AS "ownerType", owner_id AS "ownerId", role::text AS role,
      sort_order AS "sortOrder", meta, created_at AS "createdAt"`
  if (!row) throw new AppError('NOT_FOUND', 'There is no such asset.')
  return row
}

function changePlace(sortOrder: number | null, meta: string | null): Prisma.Sql {
  return Prisma.sql`ON CONFLICT (asset_id, owner_type, owner_id, role) DO UPDATE SET
    sort_order = coalesce(${sortOrder}::int, old.sort_order), meta = coalesce(${meta}::jsonb, old.meta)`
}

/** Another asset is another attachment: it has an id, a meta and a time of its own. */
function replaceCover(sortOrder: number | null, meta: string | null): Prisma.Sql {
  const same = Prisma.sql`old.asset_id = excluded.asset_id`
  return Prisma.sql`ON CONFLICT (owner_type, owner_id) WHERE role = 'cover' DO UPDATE SET
    id = CASE WHEN ${same} THEN old.id ELSE excluded.id END,
    asset_id = excluded.asset_id,
    sort_order = coalesce(${sortOrder}::int, old.sort_order),
    meta = CASE WHEN ${same} THEN coalesce(${meta}::jsonb, old.meta) ELSE excluded.meta END,
    created_at = CASE WHEN ${same} THEN old.created_at ELSE excluded.created_at END`
}
