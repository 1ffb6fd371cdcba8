import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { freeBranchName } from './branch-names.ts'
import { inserted, type NewId } from './row-change.ts'
import { liveNode } from './row-lookup.ts'

/**
 * A new name for a node, which changes nothing else: forking copies nothing.
 * Needs in `story`: the node and the story's branches (those that bear the name in whatever case will do).
 * CONFLICT when the name is taken; VALIDATION_ERROR when it is `main`.
 */
export function planCreateBranch(story: Story, input: { name: string; headNodeId: string }, newId: NewId): Change[] {
  const head = liveNode(story, input.headNodeId)
  const name = freeBranchName(story, input.name)
  return [inserted('branch', { id: newId('branch'), name, headNodeId: head.id, version: 1 })]
}
