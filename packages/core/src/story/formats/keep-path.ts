import { AppError } from '../../errors.ts'
import { pathTo } from '../graph.ts'
import { mainBranch, type Story } from '../model.ts'

/** The story with the path from the root to `headNodeId` alone, where `main` then ends. The story bible stays whole. */
export function keepPath(story: Story, headNodeId: string): Story {
  const path = pathTo(story, headNodeId)
  if (path.at(-1)?.trashId !== null) throw new AppError('NOT_FOUND', 'This node is in the trash.')
  const nodes = new Map(path.map((node) => [node.id, { ...node, mergedNodeId: null }] as const))
  const branches = [...story.branches.values()].filter((branch) => branch.name === mainBranch)
  return {
    ...story,
    nodes,
    branches: new Map(branches.map((branch) => [branch.id, { ...branch, headNodeId }])),
    facts: new Map([...story.facts].filter(([, fact]) => nodes.has(fact.nodeId))),
  }
}
