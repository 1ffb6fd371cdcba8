import type { Prisma } from '@cronicl/db'
import { z } from 'zod'

/** The columns of a branch that its view is made of. */
export const branchSelect = {
  id: true,
  timelineId: true,
  name: true,
  headNodeId: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.BranchSelect

export type BranchRow = Prisma.BranchGetPayload<{ select: typeof branchSelect }>

/** A branch as everyone sees it. */
export const branchView = z.object({
  id: z.string(),
  timelineId: z.string(),
  name: z.string(),
  headNodeId: z.string(),
  version: z.int().describe('Send it with an update; it rises when the head moves, too'),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type BranchView = z.infer<typeof branchView>

export function toBranchView(row: BranchRow): BranchView {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }
}
