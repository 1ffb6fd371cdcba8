import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { headAdvance, type NodeDraft, nodeInsertion } from './node-rows.ts'
import type { NewId } from './row-change.ts'
import { branchOf, liveNode } from './row-lookup.ts'

export interface CreateNodeInput extends NodeDraft {
  parentId: string
  /** The branch that grows by the node: its head must be the parent. */
  branchId?: string | undefined
}

/**
 * A new node under a live one; the first change is the node's. Canon changes nowhere but at the node.
 * Needs in `story`: the parent, its live children, and the branch when one is named.
 * NOT_FOUND for either of them, CONFLICT when the branch's head is not the parent.
 */
export function planCreateNode(story: Story, input: CreateNodeInput, newId: NewId): Change[] {
  const parent = liveNode(story, input.parentId)
  const branch = input.branchId === undefined ? null : branchOf(story, input.branchId)
  const changes = nodeInsertion({ story, parent }, input, newId)
  return branch === null ? changes : [...changes, ...headAdvance(branch, parent.id, changes[0].id)]
}
