import type { Change } from '../changes.ts'
import { subtreeOf } from '../graph.ts'
import type { Story, StoryNode } from '../model.ts'
import { positionIssues, refuse } from './input-issues.ts'
import { placeUnder } from './node-rows.ts'
import { inserted, type NewId } from './row-change.ts'
import { liveNode } from './row-lookup.ts'

export interface CopySubtreeInput {
  nodeId: string
  /** Where the copy goes; also within the subtree itself, which is copied as it was before. */
  parentId: string
  /** Default: after the last sibling. */
  position?: number | undefined
}

/**
 * A copy of a node and of all that stands below it, with their facts, under another node; branches and what is in the
 * trash are not copied. The first change is the node's copy, and each copy comes before those of its children.
 * Needs in `story`: the live nodes of the subtree and their facts, the new parent and its live children.
 */
export function planCopySubtree(story: Story, input: CopySubtreeInput, newId: NewId): Change[] {
  const top = liveNode(story, input.nodeId)
  const parent = liveNode(story, input.parentId)
  refuse(positionIssues(input.position))
  const copies = new Map(subtreeOf(story, top.id).map((id) => [id, newId('node')]))
  const changes: Change[] = []
  for (const [id, copyId] of copies) {
    const node = story.nodes.get(id) as StoryNode
    const place =
      id === top.id
        ? { parentId: parent.id, position: placeUnder(story, parent.id, { position: input.position }) }
        : { parentId: copies.get(node.parentId ?? '') ?? null }
    // A merge within the subtree is one within the copy.
    const mergedNodeId = copies.get(node.mergedNodeId ?? '') ?? node.mergedNodeId
    changes.push(inserted('node', { ...node, ...place, id: copyId, mergedNodeId, version: 1 }))
  }
  for (const fact of story.facts.values()) {
    const nodeId = copies.get(fact.nodeId)
    if (nodeId !== undefined) changes.push(inserted('fact', { ...fact, id: newId('fact'), nodeId }))
  }
  return changes
}
