import type { Db } from '@cronicl/db'
import type { z } from 'zod'
import type { attachToInput } from './generation-inputs.ts'

export type AttachTo = z.output<typeof attachToInput>

/** The story that a user's thing belongs to, or null when the user has no such thing, or has put it in the trash. */
export async function findOwner(
  db: Db,
  userId: string,
  { ownerType, ownerId: id }: Pick<AttachTo, 'ownerType' | 'ownerId'>,
): Promise<{ timelineId: string } | null> {
  const timeline = { userId, trashedAt: null }
  const select = { timelineId: true }
  switch (ownerType) {
    case 'timeline': {
      const found = await db.timeline.findFirst({ where: { id, ...timeline }, select: { id: true } })
      return found ? { timelineId: found.id } : null
    }
    case 'node':
      return db.storyNode.findFirst({ where: { id, trashId: null, timeline }, select })
    case 'branch':
      return db.branch.findFirst({ where: { id, timeline }, select })
    default:
      return db.storyElement.findFirst({ where: { id, kind: ownerType, trashedAt: null, timeline }, select })
  }
}
