import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import { mainBranch, type Story } from '../model.ts'
import { isMain } from './branch-names.ts'
import { deleted } from './row-change.ts'
import { branchOf } from './row-lookup.ts'

/** Takes a name away; the nodes stay. Needs in `story`: the branch. VALIDATION_ERROR at `branchId` for `main`. */
export function planDeleteBranch(story: Story, input: { branchId: string }): Change[] {
  const branch = branchOf(story, input.branchId)
  if (isMain(branch)) {
    throw validationError([{ path: ['branchId'], message: `The branch "${mainBranch}" cannot be deleted.` }])
  }
  return [deleted('branch', branch)]
}
