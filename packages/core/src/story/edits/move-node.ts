import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import { isWithin } from '../graph.ts'
import type { Story } from '../model.ts'
import { positionIssues, refuse } from './input-issues.ts'
import { placeUnder } from './node-rows.ts'
import { updated } from './row-change.ts'
import { liveNode } from './row-lookup.ts'

export interface MoveNodeInput {
  nodeId: string
  /** The present one, to change the position alone. */
  parentId: string
  /** Default: after the last sibling. */
  position?: number | undefined
}

/**
 * Puts a node with all that stands below it under another parent, or elsewhere among its siblings.
 * Needs in `story`: the node, the path from the root to the new parent, and the new parent's live children.
 * VALIDATION_ERROR at `parentId` for the root, and for a parent that is the node itself or stands below it.
 */
export function planMoveNode(story: Story, input: MoveNodeInput): Change[] {
  const node = liveNode(story, input.nodeId)
  const parent = liveNode(story, input.parentId)
  refuse(positionIssues(input.position))
  const path = ['parentId']
  if (node.parentId === null) throw validationError([{ path, message: 'The root stays where it is.' }])
  if (isWithin(story, parent.id, node.id)) {
    throw validationError([{ path, message: 'A node cannot stand below itself.' }])
  }
  const position = placeUnder(story, parent.id, { position: input.position, nodeId: node.id })
  return updated('node', node, { parentId: parent.id, position })
}
