import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type JsonObjectView, jsonObjectView } from './story-json.ts'

/** The strand that every story begins with; its root stands on it at depth 0, and stays there. */
export const firstStrand = 1

/** The columns of a timeline that its view is made of. */
export const timelineSelect = {
  id: true,
  title: true,
  description: true,
  settings: true,
  version: true,
  revision: true,
  createdAt: true,
  updatedAt: true,
  trashedAt: true,
  nodes: { where: { strand: firstStrand, depth: 0 }, select: { id: true } },
} satisfies Prisma.TimelineSelect

export type TimelineRow = Prisma.TimelineGetPayload<{ select: typeof timelineSelect }>

/** A timeline as everyone sees it. */
export const timelineView = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  settings: jsonObjectView,
  version: z.int().describe('Send it with an update; it rises with every change of these fields'),
  revision: z.int().describe('Number of the last edit of the story; 0 before the first'),
  rootNodeId: z.string(),
  createdAt: z.string(),
  updatedAt: z.string().describe('Last change of anything in the story'),
  trashedAt: z.string().nullable(),
})
export type TimelineView = z.infer<typeof timelineView>

export function toTimelineView(row: TimelineRow): TimelineView {
  const { nodes, ...timeline } = row
  return {
    ...timeline,
    settings: timeline.settings as JsonObjectView,
    rootNodeId: nodes[0]?.id ?? '',
    createdAt: timeline.createdAt.toISOString(),
    updatedAt: timeline.updatedAt.toISOString(),
    trashedAt: timeline.trashedAt?.toISOString() ?? null,
  }
}
