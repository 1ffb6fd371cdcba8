import { AppError } from '@cronicl/core'
import fc from 'fast-check'
import { assertFacts } from '../assert-facts.ts'
import { copySubtree } from '../copy-subtree.ts'
import { createBranch } from '../create-branch.ts'
import { createNode } from '../create-node.ts'
import { deleteBranch } from '../delete-branch.ts'
import { deleteSubtree } from '../delete-subtree.ts'
import { mergeBranches } from '../merge-branches.ts'
import { moveNode } from '../move-node.ts'
import { restoreSubtree } from '../restore-subtree.ts'
import { splitNode } from '../split-node.ts'
import type { StoryContext } from './open-story-house.ts'
import { type StoredStory, storyRows } from './story-rows.ts'

const kinds = [
  ...(['append', 'append', 'append', 'create', 'create', 'move', 'move', 'split', 'split', 'copy'] as const),
  ...(['delete', 'delete', 'restore', 'branch', 'deleteBranch', 'merge', 'assert'] as const),
]

/** An edit of whatever is in the story when it comes: the numbers pick its rows. */
export const anyEdit = fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(), b: fc.nat(), n: fc.nat(9) })
export type AnyEdit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never

/** Makes the edit; one that the story refuses (to move a node below itself …) changes nothing. */
export async function makeEdit(ctx: StoryContext, timelineId: string, edit: AnyEdit): Promise<void> {
  try {
    await attempt(ctx, timelineId, await storyRows(ctx.db, timelineId), edit)
  } catch (error) {
    const isRefused = error instanceof AppError && ['CONFLICT', 'NOT_FOUND', 'VALIDATION_ERROR'].includes(error.code)
    if (!isRefused) throw error
  }
}

async function attempt(
  ctx: StoryContext,
  timelineId: string,
  story: StoredStory,
  { kind, a, b, n }: AnyEdit,
): Promise<unknown> {
  const live = story.nodes.filter((node) => node.trashId === null)
  const [nodeId, parentId] = [pick(live, a).id, pick(live, b).id]
  const branchId = pick(story.branches, a).id
  const fact = { subject: `subject ${n}`, attribute: 'state', value: n === 0 ? null : String(a) }
  const draft = { timelineId, title: `${kind} ${a}`, content: 'Some words of a story.', facts: [fact] }
  switch (kind) {
    case 'append':
      return createNode(ctx, { ...draft, branchId })
    case 'create':
      return createNode(ctx, { ...draft, parentId })
    case 'move':
      return moveNode(ctx, { timelineId, nodeId, parentId, position: n })
    case 'split':
      return splitNode(ctx, { timelineId, nodeId, offset: n + 1 })
    case 'copy':
      return live.length > 60 ? null : copySubtree(ctx, { timelineId, nodeId, parentId })
    case 'delete':
      return deleteSubtree(ctx, { timelineId, nodeId })
    case 'restore':
      return restoreSubtree(ctx, { timelineId, trashId: pick(story.nodes, a).trashId ?? 'none' })
    case 'branch':
      return createBranch(ctx, { timelineId, name: `branch ${n}`, nodeId })
    case 'deleteBranch':
      return deleteBranch(ctx, { timelineId, branchId })
    case 'merge':
      return mergeBranches(ctx, { ...draft, fromBranchId: branchId, intoBranchId: pick(story.branches, b).id })
    default:
      return assertFacts(ctx, { timelineId, nodeId, facts: [fact] })
  }
}

function pick<T>(rows: readonly T[], index: number): T {
  const row = rows[index % rows.length]
  if (row === undefined) throw new Error('There is nothing to pick from.')
  return row
}
