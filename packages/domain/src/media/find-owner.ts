import { AppError } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import type { AttachmentOwner } from './attachment-view.ts'

/** The story that a user's thing belongs to, or null when the user has no such thing, or has put it in the trash. */
export async function findOwner(
  db: Db,
  userId: string,
  { ownerType, ownerId: id }: AttachmentOwner,
): Promise<{ timelineId: string } | null> {
  const timeline = { userId, trashedAt: null }
  const select = { timelineId: true }
  switch (ownerType) {
    case 'timeline': {
      const found = await db.timeline.findFirst({ where: { id, ...timeline }, select: { id: true } })
      return found && { timelineId: found.id }
    }
    case 'node':
      return db.storyNode.findFirst({ where: { id, trashId: null, timeline }, select })
    case 'branch':
      return db.branch.findFirst({ where: { id, timeline }, select })
    default:
      return db.storyElement.findFirst({ where: { id, kind: ownerType, trashedAt: null, timeline }, select })
  }
}

/** @throws AppError NOT_FOUND */
export async function requireOwner(db: Db, userId: string, owner: AttachmentOwner): Promise<{ timelineId: string }> {
  const found = await findOwner(db, userId, owner)
  if (!found) throw new AppError('NOT_FOUND', `There is no ${owner.ownerType} ${owner.ownerId} of yours.`)
  return found
}
