import { planRestoreSubtree } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadOutline, storyOf } from './load-story.ts'
import { type NodeWithFactsView, nodeWithFactsView } from './node-view.ts'
import { showNode } from './show-rows.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'
import { counted, quoted } from './summary.ts'

export const restoreSubtreeInput = z.strictObject({ ...timelineIdInput, trashId: idInput })
export const restoreSubtreeOutput = nodeWithFactsView.extend({ nodeCount: z.int().describe('Nodes that came back') })

/**
 * Takes one deletion out of the trash, to where it stood. NOT_FOUND when it is not there; CONFLICT when the node above
 * is in the trash itself. Heads of branches stay where they are.
 */
export function restoreSubtree(
  ctx: EditContext,
  input: z.infer<typeof restoreSubtreeInput>,
): Promise<NodeWithFactsView & { nodeCount: number }> {
  const { trashId } = input
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'restoreSubtree',
    plan: async (tx) => {
      const deletion = await loadOutline(tx, Prisma.sql`n.trash_id = ${trashId}`)
      const parent = await loadOutline(
        tx,
        Prisma.sql`n.id = (SELECT parent_id FROM story_nodes WHERE id = ${trashId} AND timeline_id = ${tx.timelineId})`,
      )
      const changes = planRestoreSubtree(storyOf(tx, { nodes: [...parent, ...deletion] }), { trashId })
      const title = deletion.find((node) => node.id === trashId)?.title ?? ''
      return { changes, summary: `Restored ${quoted(title)} (${counted(deletion.length, 'node')})` }
    },
    show: async (tx, { changes }) => ({ ...(await showNode(tx, trashId)), nodeCount: changes.length }),
  })
}
