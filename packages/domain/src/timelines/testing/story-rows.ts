import type { Db } from '@cronicl/db'

export interface StoredStory {
  head: unknown
  nodes: readonly { id: string; parentId: string | null; trashId: string | null }[]
  branches: readonly { id: string; headNodeId: string }[]
  elements: readonly { id: string; trashedAt: Date | null }[]
  facts: readonly { id: string; nodeId: string }[]
}

/** Every row of a story as it is stored, but for what no undo takes back: versions, times of change, strand numbers. */
export async function storyRows(db: Db, timelineId: string): Promise<StoredStory> {
  const all = { where: { timelineId }, orderBy: { id: 'asc' } } as const
  return {
    head: await db.timeline.findUniqueOrThrow({
      where: { id: timelineId },
      select: { title: true, description: true, settings: true, createdAt: true },
    }),
    nodes: await db.storyNode.findMany({ ...all, omit: { version: true, updatedAt: true, strand: true } }),
    branches: await db.branch.findMany({ ...all, omit: { version: true, updatedAt: true } }),
    elements: await db.storyElement.findMany({ ...all, omit: { version: true, updatedAt: true } }),
    facts: await db.fact.findMany({ ...all, omit: { strand: true } }),
  }
}
