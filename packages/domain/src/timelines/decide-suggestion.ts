import { AppError } from '@cronicl/core'
import type { EditTx } from './edit-timeline.ts'

type Tx = Pick<EditTx, 'db' | 'timelineId' | 'at'>

/**
 * Marks a suggestion as accepted by a node, in the transaction that makes the node. NOT_FOUND when it is not of this
 * story, CONFLICT when it was rejected, or accepted by a node that is still there: once that creation is undone it may
 * be accepted anew.
 */
export async function acceptSuggestion(tx: Tx, suggestionId: string, nodeId: string): Promise<void> {
  const suggestion = await findSuggestion(tx, suggestionId)
  if (suggestion.status === 'rejected' || (await isTaken(tx, suggestion)))
    throw new AppError('CONFLICT', `The suggestion was ${suggestion.status} already.`, { details: { ...suggestion } })
  await tx.db.suggestion.update({
    where: { id: suggestionId },
    data: { status: 'accepted', acceptedNodeId: nodeId, decidedAt: tx.at },
  })
}

/** Marks a suggestion as rejected, which twice is as good as once. CONFLICT when a node of the story accepted it. */
export async function declineSuggestion(tx: Tx, suggestionId: string): Promise<void> {
  const suggestion = await findSuggestion(tx, suggestionId)
  if (suggestion.status === 'rejected') return
  if (await isTaken(tx, suggestion))
    throw new AppError('CONFLICT', 'The suggestion was accepted already.', { details: { ...suggestion } })
  await tx.db.suggestion.update({
    where: { id: suggestionId },
    data: { status: 'rejected', acceptedNodeId: null, decidedAt: tx.at },
  })
}

interface Decision {
  status: string
  acceptedNodeId: string | null
}

async function findSuggestion({ db, timelineId }: Tx, id: string): Promise<Decision> {
  // The story's row is locked, and whoever decides locks it first.
  const suggestion = await db.suggestion.findFirst({
    where: { id, timelineId },
    select: { status: true, acceptedNodeId: true },
  })
  if (!suggestion) throw new AppError('NOT_FOUND', 'There is no such suggestion.')
  return suggestion
}

async function isTaken({ db, timelineId }: Tx, { status, acceptedNodeId }: Decision): Promise<boolean> {
  if (status !== 'accepted' || acceptedNodeId === null) return false
  return (await db.storyNode.count({ where: { id: acceptedNodeId, timelineId } })) > 0
}
