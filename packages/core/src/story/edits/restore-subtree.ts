import { AppError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { updated } from './row-change.ts'

/**
 * Takes all nodes of one deletion out of the trash, to where they stood. Branch heads stay where they are now.
 * Needs in `story`: the nodes with that `trashId`, and the parent of the one whose id it is.
 * NOT_FOUND when there was no such deletion; CONFLICT when that parent is in the trash itself: restore it first.
 */
export function planRestoreSubtree(story: Story, input: { trashId: string }): Change[] {
  const { trashId } = input
  const top = story.nodes.get(trashId)
  if (top?.trashId !== trashId) {
    throw new AppError('NOT_FOUND', 'There is no such deletion in the trash.', { details: { trashId } })
  }
  const parent = story.nodes.get(top.parentId ?? '')
  if (parent === undefined || parent.trashId !== null) {
    throw new AppError('CONFLICT', 'The node that it stood under is in the trash too: restore that one first.', {
      details: { parentId: top.parentId, trashId: parent?.trashId ?? null },
    })
  }
  const nodes = [...story.nodes.values()].filter((node) => node.trashId === trashId)
  return nodes.flatMap((node) => updated('node', node, { trashId: null }))
}
