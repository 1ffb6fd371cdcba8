import type { Prisma } from '@cronicl/db'
import { z } from 'zod'

export const revisionState = z.enum(['applied', 'undone', 'superseded'])

/** The columns of a revision that its view is made of: not the changes, which may be long. */
export const revisionSelect = {
  number: true,
  kind: true,
  summary: true,
  state: true,
  sealed: true,
  createdAt: true,
  undoneAt: true,
} satisfies Prisma.RevisionSelect

export type RevisionRow = Prisma.RevisionGetPayload<{ select: typeof revisionSelect }>

/** One edit of a story as everyone sees it. */
export const revisionView = z.object({
  number: z.int(),
  kind: z.string().describe('The procedure: createNode, moveNode …'),
  summary: z.string().describe('What was done to what'),
  state: revisionState.describe('superseded: undone, and another edit came after'),
  sealed: z.boolean().describe('The trash was purged after it: it can be neither undone nor redone'),
  createdAt: z.string(),
  undoneAt: z.string().nullable(),
})
export type RevisionView = z.infer<typeof revisionView>

export function toRevisionView(row: RevisionRow): RevisionView {
  return { ...row, createdAt: row.createdAt.toISOString(), undoneAt: row.undoneAt?.toISOString() ?? null }
}
