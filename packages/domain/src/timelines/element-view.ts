import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type JsonObjectView, jsonObjectView } from './story-json.ts'

export const elementKind = z.enum(['script', 'character', 'location', 'theme', 'scene'])

/** The columns of an element that its view is made of. */
export const elementSelect = {
  id: true,
  timelineId: true,
  kind: true,
  name: true,
  description: true,
  fields: true,
  version: true,
  trashedAt: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.StoryElementSelect

export type ElementRow = Prisma.StoryElementGetPayload<{ select: typeof elementSelect }>

/** An element of the story bible as everyone sees it. */
export const elementView = z.object({
  id: z.string(),
  timelineId: z.string(),
  kind: elementKind,
  name: z.string(),
  description: z.string(),
  fields: jsonObjectView,
  version: z.int().describe('Send it with an update'),
  trashedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type ElementView = z.infer<typeof elementView>

export function toElementView(row: ElementRow): ElementView {
  return {
    ...row,
    fields: row.fields as JsonObjectView,
    trashedAt: row.trashedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
