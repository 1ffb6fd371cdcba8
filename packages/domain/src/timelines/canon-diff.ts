import { AppError, type CanonDiff } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { canonDiffView, diffOf } from './canon-diff-view.ts'
import { readDivergence } from './divergence.ts'
import type { ReadContext } from './path-ranges.ts'

export const canonDiffInput = z.strictObject({
  timelineId: z.string().max(64),
  branchA: z.string().max(64).describe('Id of the left branch'),
  branchB: z.string().max(64).describe('Id of the right branch'),
})

/** The three-way difference, and the last node that both paths share. */
export const canonDiffOutput = canonDiffView.extend({ forkNodeId: z.string() })

/**
 * What two branches say differently since their fork: the canon at each head against the canon at the last node that
 * their paths share. One statement. NOT_FOUND when either branch is missing or its head is in the trash.
 */
export async function canonDiff(
  ctx: ReadContext,
  { timelineId, branchA, branchB }: z.infer<typeof canonDiffInput>,
): Promise<CanonDiff & { forkNodeId: string }> {
  const rows = await readDivergence(ctx, {
    timelineId,
    into: Prisma.sql`b.id = ${branchA}`,
    others: Prisma.sql`b.id = ${branchB}`,
    touched: 'changes',
  })
  const forkNodeId = rows[0]?.branchId ? rows[0].forkNodeId : undefined
  if (forkNodeId === undefined) throw noSuchBranch()
  return { forkNodeId, ...diffOf(rows) }
}

export function noSuchBranch(): AppError {
  return new AppError('NOT_FOUND', 'There is no such branch.')
}
