import { type FactConflict, type Page, mainBranch, pageInput, toPage } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { diffOf, factConflictView } from './canon-diff-view.ts'
import { noSuchBranch } from './canon-diff.ts'
import { readDivergence } from './divergence.ts'
import type { ReadContext } from './path-ranges.ts'

export const listConflictsInput = z.strictObject({
  ...pageInput,
  timelineId: z.string().max(64),
  intoBranchId: z.string().max(64).optional().describe('The left side of every comparison; `main` when absent'),
})

export const branchConflictsView = z.object({
  branchId: z.string(),
  branchName: z.string(),
  forkNodeId: z.string().describe("The last node that the branch shares with the other one's path"),
  conflicts: z.array(factConflictView).describe('`right` is what this branch says'),
})
export const branchConflictsPage = z.object({
  items: z.array(branchConflictsView),
  nextCursor: z.string().nullable(),
})

export interface BranchConflicts {
  branchId: string
  branchName: string
  forkNodeId: string
  conflicts: FactConflict[]
}

/**
 * For each other branch, oldest first, the facts that it and the branch it would go into changed to different outcomes
 * since their fork. One statement for the whole page. NOT_FOUND when there is no such branch to go into.
 */
export async function listConflicts(
  ctx: ReadContext,
  input: z.infer<typeof listConflictsInput>,
): Promise<Page<BranchConflicts>> {
  const { timelineId, intoBranchId, limit, cursor = '' } = input
  const into = intoBranchId === undefined ? Prisma.sql`b.name = ${mainBranch}` : Prisma.sql`b.id = ${intoBranchId}`
  const rows = await readDivergence(ctx, {
    timelineId,
    into,
    others: Prisma.sql`NOT (${into}) AND b.id > ${cursor} ORDER BY b.id LIMIT ${limit + 1}`,
    touched: 'conflicts',
  })
  if (rows.length === 0) throw noSuchBranch()
  const branches = [...Map.groupBy(rows, (row) => row.branchId)].flatMap(([id, ofBranch]) =>
    id === null ? [] : [{ id, rows: ofBranch }],
  )
  const page = toPage(branches, limit)
  return { items: page.items.map((branch) => toBranchConflicts(branch)), nextCursor: page.nextCursor }
}

function toBranchConflicts({ id, rows }: { id: string; rows: Awaited<ReturnType<typeof readDivergence>> }) {
  const { branchName = '', forkNodeId = '' } = rows[0] ?? {}
  return { branchId: id, branchName, forkNodeId, conflicts: diffOf(rows).conflicts }
}
