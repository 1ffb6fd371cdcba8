import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { headAdvance, type NodeDraft, nodeInsertion } from './node-rows.ts'
import type { NewId } from './row-change.ts'
import { branchOf, liveNode } from './row-lookup.ts'

export interface MergeBranchesInput extends NodeDraft {
  fromBranchId: string
  intoBranchId: string
}

/**
 * A new node under the head of `into` that names the head of `from` as merged, with the text and the facts that are given
 * and no others; the head of `into` moves to it. The first change is the node's.
 * Needs in `story`: both branches, their heads, and the live children of the head of `into`.
 * VALIDATION_ERROR at `fromBranchId` when both are one branch or stand at the same node.
 */
export function planMergeBranches(story: Story, input: MergeBranchesInput, newId: NewId): Change[] {
  const from = branchOf(story, input.fromBranchId)
  const into = branchOf(story, input.intoBranchId)
  const path = ['fromBranchId']
  if (from.id === into.id) throw validationError([{ path, message: 'A branch cannot be merged into itself.' }])
  const merged = liveNode(story, from.headNodeId)
  const parent = liveNode(story, into.headNodeId)
  if (merged.id === parent.id) throw validationError([{ path, message: 'Both branches stand at the same node.' }])
  const changes = nodeInsertion({ story, parent, mergedNodeId: merged.id }, input, newId)
  return [...changes, ...headAdvance(into, parent.id, changes[0].id)]
}
