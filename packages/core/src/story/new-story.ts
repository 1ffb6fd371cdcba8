import type { NodeFields } from './edits/node-rows.ts'
import { nodeIssues } from './edits/node-rows.ts'
import { cleanName, refuse } from './edits/input-issues.ts'
import type { NewId } from './edits/row-change.ts'
import { planUpdateHead, type UpdateHeadInput } from './edits/update-head.ts'
import { applyChanges } from './changes.ts'
import { mainBranch, type Story } from './model.ts'

export interface NewStoryInput extends UpdateHeadInput {
  title: string
  /** Where the story begins; its title is the story's when none is given. */
  root?: Partial<NodeFields> | undefined
}

/** The smallest story: a root, and `main` at it. VALIDATION_ERROR as for `planUpdateHead` and for nodes, at `root`. */
export function newStory(input: NewStoryInput, newId: NewId): Story {
  const empty: Story = {
    head: { title: '', description: '', settings: {}, version: 0 },
    nodes: new Map(),
    branches: new Map(),
    elements: new Map(),
    facts: new Map(),
  }
  const { head } = applyChanges(empty, planUpdateHead(empty, input))
  const { title = head.title, content = '', kind = 'scene', metadata = {} } = input.root ?? {}
  const issues = nodeIssues({ title, content, kind, metadata })
  refuse(issues.map((issue) => ({ ...issue, path: ['root', ...issue.path] })))
  const id = newId('node')
  const place = { parentId: null, mergedNodeId: null, position: 0, version: 1, trashId: null }
  const branchId = newId('branch')
  return {
    ...empty,
    head,
    nodes: new Map([[id, { id, title, content, kind: cleanName(kind), metadata, ...place }]]),
    branches: new Map([[branchId, { id: branchId, name: mainBranch, headNodeId: id, version: 1 }]]),
  }
}
