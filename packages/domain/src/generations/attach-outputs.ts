import { type Clock, newId } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { AttachTo } from './find-owner.ts'

/**
 * Puts new assets at something of a story, behind what is there. As a cover the first one takes the place of the one
 * before, and the others join the gallery. In the caller's transaction.
 */
export async function attachOutputs(
  { db, clock }: { db: Db; clock: Clock },
  outputs: { userId: string; assetIds: readonly string[]; attachTo: AttachTo },
): Promise<void> {
  const { userId, assetIds, attachTo } = outputs
  const { ownerType, ownerId, role } = attachTo
  const owner = { userId, ownerType, ownerId }
  if (role === 'cover') await db.mediaAttachment.deleteMany({ where: { ...owner, role } })
  const last = await db.mediaAttachment.aggregate({ where: owner, _max: { sortOrder: true } })
  const at = clock.now()
  const from = (last._max.sortOrder ?? -1) + 1
  await db.mediaAttachment.createMany({
    data: assetIds.map((assetId, index) => ({
      ...owner,
      id: newId('attachment', at.getTime()),
      assetId,
      role: role === 'cover' && index > 0 ? 'gallery' : role,
      sortOrder: from + index,
      createdAt: at,
    })),
    // The same picture may be there already.
    skipDuplicates: true,
  })
}
