import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import { subtreeOf } from '../graph.ts'
import type { Story, StoryNode } from '../model.ts'
import { updated } from './row-change.ts'
import { branchesAt, liveNode } from './row-lookup.ts'

/**
 * Puts a node and all that stands below it in the trash, as one deletion that bears the node's id; what was in the trash
 * before stays part of its own deletion. Branch heads among them move to the node's parent.
 * Needs in `story`: the live nodes of the subtree and the branches whose heads are among them.
 * VALIDATION_ERROR at `nodeId` for the root.
 */
export function planDeleteSubtree(story: Story, input: { nodeId: string }): Change[] {
  const top = liveNode(story, input.nodeId)
  const { parentId } = top
  if (parentId === null) {
    throw validationError([{ path: ['nodeId'], message: 'The root cannot be deleted; delete the story.' }])
  }
  const ids = subtreeOf(story, top.id)
  return [
    ...branchesAt(story, new Set(ids)).flatMap((branch) => updated('branch', branch, { headNodeId: parentId })),
    ...ids.flatMap((id) => updated('node', story.nodes.get(id) as StoryNode, { trashId: top.id })),
  ]
}
