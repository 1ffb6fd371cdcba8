import { AppError, type Change, invertChanges } from '@cronicl/core'
import type { Prisma, RevisionState } from '@cronicl/db'
import type { EditContext, EditTx } from './edit-timeline.ts'
import { lockTimeline } from './lock-timeline.ts'
import { type RevisionView, revisionSelect, toRevisionView } from './revision-view.ts'
import { touchTimeline } from './touch-timeline.ts'
import { rememberDeleted, writeChanges } from './write-changes.ts'

export interface Step {
  to: 'undone' | 'applied'
  /** The revision to take, by its number; null when there is none. */
  find(tx: EditTx): Promise<number | null>
  /** What the caller is told then. */
  nothing: string
}

/**
 * Takes one revision of a story back, or does it again, whole: one transaction, whatever its size. CONFLICT when there is
 * none to take, and when what was purged since stands in the way.
 */
export function stepRevision(ctx: EditContext, timelineId: string, step: Step): Promise<RevisionView> {
  return ctx.transact(async ({ db }) => {
    const timeline = await lockTimeline({ db, actor: ctx.actor }, timelineId)
    const tx: EditTx = { db, timelineId, at: ctx.clock.now(), timeline }
    const number = await step.find(tx)
    if (number === null) throw new AppError('CONFLICT', step.nothing)
    const key = { timelineId_number: { timelineId, number } }
    const revision = await db.revision.findUniqueOrThrow({ where: key, select: { changes: true, sealed: true } })
    if (revision.sealed)
      throw new AppError('CONFLICT', 'The trash was purged since: what was edited before stays as it is.', {
        details: { number },
      })
    const changes = revision.changes as unknown as Change[]
    const ahead = step.to === 'undone' ? invertChanges(changes) : changes
    const written = await writeChanges(tx, ahead, timeline.lastStrand)
    // Rows that went now must come back as they were, too.
    const kept = rememberDeleted(changes, written.deleted) as unknown as Prisma.InputJsonValue
    const row = await db.revision.update({
      where: key,
      data: {
        state: step.to,
        undoneAt: step.to === 'undone' ? tx.at : null,
        ...(written.deleted.size > 0 ? { changes: kept } : {}),
      },
      select: revisionSelect,
    })
    await touchTimeline(tx, { ...written, revision: timeline.revision })
    return toRevisionView(row)
  })
}

/** The number of the last revision in `state`, or of the first after `after`. */
export async function revisionIn(
  { db, timelineId }: EditTx,
  state: RevisionState,
  after?: number,
): Promise<number | null> {
  const row = await db.revision.findFirst({
    where: { timelineId, state, ...(after === undefined ? {} : { number: { gt: after } }) },
    orderBy: { number: after === undefined ? 'desc' : 'asc' },
    select: { number: true },
  })
  return row?.number ?? null
}
