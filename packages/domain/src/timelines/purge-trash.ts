import { AppError } from '@cronicl/core'
import { z } from 'zod'
import type { Target } from './bulk-write.ts'
import type { EditContext } from './edit-timeline.ts'
import { lockTimeline } from './lock-timeline.ts'
import { nodesBelow } from './nodes-below.ts'
import { dropLeftStrands } from './place-nodes.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'

export const purgeTrashInput = z.strictObject({
  ...timelineIdInput,
  trashId: idInput.optional().describe('One deletion, with the older ones below it; all when it is not given'),
})
export const purgeTrashOutput = z.object({ nodeCount: z.int(), elementCount: z.int() })

/**
 * Deletes what is in a story's trash for good: one deletion of nodes with whatever stands below it, or all nodes and
 * elements. No edit that was made before can be undone or redone then, for it might need what is gone. NOT_FOUND when
 * there is no such deletion; an empty trash is purged by doing nothing.
 */
export function purgeTrash(
  ctx: EditContext,
  input: z.infer<typeof purgeTrashInput>,
): Promise<z.infer<typeof purgeTrashOutput>> {
  const { trashId } = input
  return ctx.transact(async ({ db }) => {
    const { id: timelineId } = await lockTimeline({ db, actor: ctx.actor }, input.timelineId)
    const tx: Target = { db, timelineId, at: ctx.clock.now() }
    const nodeCount = await purgeNodes(tx, trashId)
    if (trashId !== undefined && nodeCount === 0)
      throw new AppError('NOT_FOUND', 'There is no such deletion in the trash.', { details: { trashId } })
    const elements = { timelineId, trashedAt: { not: null } }
    const elementCount = trashId === undefined ? (await db.storyElement.deleteMany({ where: elements })).count : 0
    if (nodeCount + elementCount > 0) {
      await db.revision.updateMany({ where: { timelineId, sealed: false }, data: { sealed: true } })
      await db.timeline.update({ where: { id: timelineId }, data: { updatedAt: tx.at }, select: { id: true } })
    }
    return { nodeCount, elementCount }
  })
}

async function purgeNodes(tx: Target, trashId: string | undefined): Promise<number> {
  const { db, timelineId } = tx
  const deletion = await db.storyNode.findMany({
    where: { timelineId, ...(trashId === undefined ? { trashId: { not: null } } : { id: trashId, trashId }) },
    select: { id: true },
  })
  // What stands below a node in the trash is in the trash, too, though maybe by an older deletion.
  const below = await nodesBelow(
    tx,
    deletion.map((node) => node.id),
  )
  const ids = below.map((node) => node.id)
  const purged = await db.$queryRaw<{ id: string; strand: number }[]>`
    DELETE FROM story_nodes WHERE id = ANY(${ids}::text[]) AND timeline_id = ${timelineId} RETURNING id, strand`
  if (purged.length === 0) return 0
  await db.$executeRaw`
    UPDATE story_nodes SET merged_node_id = NULL, version = version + 1, updated_at = ${tx.at}
    WHERE timeline_id = ${timelineId} AND merged_node_id = ANY(${purged.map((node) => node.id)}::text[])`
  await dropLeftStrands(tx, { left: [...new Set(purged.map((node) => node.strand))] })
  return purged.length
}
