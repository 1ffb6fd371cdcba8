import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import { mainBranch, type Story } from '../model.ts'
import { freeBranchName, isMain } from './branch-names.ts'
import { updated } from './row-change.ts'
import { branchOf, liveNode } from './row-lookup.ts'

export interface UpdateBranchInput {
  branchId: string
  name?: string | undefined
  headNodeId?: string | undefined
}

/**
 * Renames a branch, moves its head to another live node, or both.
 * Needs in `story`: the branch; the node when a head is given; the story's branches when a name is (those that bear it in
 * whatever case will do). CONFLICT when the name is taken; VALIDATION_ERROR at `name` for `main`, either way.
 */
export function planUpdateBranch(story: Story, input: UpdateBranchInput): Change[] {
  const branch = branchOf(story, input.branchId)
  const headNodeId = input.headNodeId === undefined ? undefined : liveNode(story, input.headNodeId).id
  if (input.name === undefined || input.name === branch.name) return updated('branch', branch, { headNodeId })
  if (isMain(branch)) {
    throw validationError([{ path: ['name'], message: `The branch "${mainBranch}" keeps its name.` }])
  }
  return updated('branch', branch, { name: freeBranchName(story, input.name, branch), headNodeId })
}
