import type { Prisma } from '@cronicl/db'
import type { Target } from './bulk-write.ts'
import { timelineColumns } from './story-tables.ts'
import type { Written } from './write-changes.ts'

/** Brings the timeline's own row up to an edit: its time, the last revision and strand, and the head where that changed. */
export async function touchTimeline(
  { db, timelineId, at }: Target,
  { head, lastStrand, revision }: Pick<Written, 'head' | 'lastStrand'> & { revision: number },
): Promise<void> {
  for (const field of Object.keys(head ?? {}))
    if (!(field in timelineColumns)) throw new Error(`A timeline has no field ${field}.`)
  await db.timeline.update({
    where: { id: timelineId },
    data: {
      ...(head as Prisma.TimelineUpdateInput | null),
      ...(head === null ? {} : { version: { increment: 1 } }),
      revision,
      lastStrand,
      updatedAt: at,
    },
    select: { id: true },
  })
}
