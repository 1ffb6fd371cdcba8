import { AppError } from '../../errors.ts'
import type { Branch, Fact, Story, StoryElement, StoryNode } from '../model.ts'

/** The node, which is in the story. NOT_FOUND when there is none, or it is in the trash. */
export function liveNode(story: Story, nodeId: string): StoryNode {
  const node = story.nodes.get(nodeId)
  if (node !== undefined && node.trashId === null) return node
  throw new AppError('NOT_FOUND', 'There is no such node.', { details: { nodeId } })
}

export function branchOf(story: Story, branchId: string): Branch {
  const branch = story.branches.get(branchId)
  if (branch !== undefined) return branch
  throw new AppError('NOT_FOUND', 'There is no such branch.', { details: { branchId } })
}

/** The element, which is in the story, or in the trash when that is asked for. */
export function elementOf(story: Story, elementId: string, where: 'story' | 'trash' = 'story'): StoryElement {
  const element = story.elements.get(elementId)
  if (element !== undefined && (element.trashedAt === null) === (where === 'story')) return element
  const message = where === 'story' ? 'There is no such element.' : 'There is no such element in the trash.'
  throw new AppError('NOT_FOUND', message, { details: { elementId } })
}

export function factOf(story: Story, factId: string): Fact {
  const fact = story.facts.get(factId)
  if (fact !== undefined) return fact
  throw new AppError('NOT_FOUND', 'There is no such fact.', { details: { factId } })
}

export function factsAt(story: Story, nodeId: string): Fact[] {
  return [...story.facts.values()].filter((fact) => fact.nodeId === nodeId)
}

/** The branches whose heads are among `nodeIds`. */
export function branchesAt(story: Story, nodeIds: ReadonlySet<string>): Branch[] {
  return [...story.branches.values()].filter((branch) => nodeIds.has(branch.headNodeId))
}
