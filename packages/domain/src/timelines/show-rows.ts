import type { EditTx } from './edit-timeline.ts'
import { type BranchView, branchSelect, toBranchView } from './branch-view.ts'
import { type ElementView, elementSelect, toElementView } from './element-view.ts'
import { factSelect, toFactView } from './fact-view.ts'
import { type NodeWithFactsView, nodeSelect, toNodeView } from './node-view.ts'
import { type TimelineView, timelineSelect, toTimelineView } from './timeline-view.ts'

type Tx = Pick<EditTx, 'db' | 'timelineId'>

// Rows as an edit left them, for its answer. The edit knows that they are there.

export async function showTimeline({ db, timelineId }: Tx): Promise<TimelineView> {
  return toTimelineView(await db.timeline.findUniqueOrThrow({ where: { id: timelineId }, select: timelineSelect }))
}

export async function showNode({ db, timelineId }: Tx, id: string): Promise<NodeWithFactsView> {
  const { facts, ...node } = await db.storyNode.findUniqueOrThrow({
    where: { id, timelineId },
    select: { ...nodeSelect, facts: { select: factSelect, orderBy: { id: 'asc' } } },
  })
  return { ...toNodeView(node), facts: facts.map(toFactView) }
}

export async function showBranch({ db, timelineId }: Tx, id: string): Promise<BranchView> {
  return toBranchView(await db.branch.findUniqueOrThrow({ where: { id, timelineId }, select: branchSelect }))
}

export async function showElement({ db, timelineId }: Tx, id: string): Promise<ElementView> {
  return toElementView(await db.storyElement.findUniqueOrThrow({ where: { id, timelineId }, select: elementSelect }))
}
