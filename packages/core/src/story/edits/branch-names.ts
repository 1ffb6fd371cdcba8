import { AppError, validationError } from '../../errors.ts'
import { branchNameMax } from '../limits.ts'
import { type Branch, mainBranch, type Story } from '../model.ts'
import { cleanName, nameIssues, refuse } from './input-issues.ts'

/** How branch names are compared: two that differ by case alone are the same. */
export function branchNameKey(name: string): string {
  return cleanName(name).toLowerCase().normalize('NFC')
}

export function isMain(branch: Branch): boolean {
  return branch.name === mainBranch
}

/** The name as it is stored. VALIDATION_ERROR when it is none, too long or `main`; CONFLICT when another branch has it. */
export function freeBranchName(story: Story, name: string, own?: Branch): string {
  const path = ['name']
  refuse(nameIssues(path, name, branchNameMax))
  const key = branchNameKey(name)
  if (key === mainBranch) {
    throw validationError([{ path, message: `"${mainBranch}" is the branch that every story has from the start.` }])
  }
  for (const branch of story.branches.values()) {
    if (branch.id === own?.id || branchNameKey(branch.name) !== key) continue
    throw new AppError('CONFLICT', `There is a branch "${branch.name}" already.`, { details: { current: branch } })
  }
  return cleanName(name)
}
