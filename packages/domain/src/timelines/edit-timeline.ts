import { type Change, checkNodeCount } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import type { Target } from './bulk-write.ts'
import { type LockedTimeline, lockTimeline } from './lock-timeline.ts'
import { type Written, rememberDeleted, writeChanges } from './write-changes.ts'
import { touchTimeline } from './touch-timeline.ts'

export type EditContext = Pick<DomainContext, 'transact' | 'actor' | 'clock'>

/** An edit under way: the story's row is locked, so nobody else changes any of it. */
export interface EditTx extends Target {
  timeline: LockedTimeline
}

export interface Plan {
  changes: Change[]
  /** For people: what is done to what. */
  summary: string
}

export interface Edit<T> {
  timelineId: string
  /** The verb's name; it stands in the history. */
  kind: string
  /** Reads the part of the story that it needs and says what changes. It may run twice, and writes nothing of the story. */
  plan(tx: EditTx): Promise<Plan>
  /** What the caller is answered, read from what was written. */
  show(tx: EditTx, plan: Plan): Promise<T>
}

/**
 * One edit of a story of the caller's: all of it with its revision, or nothing. Edits of one story happen one after the
 * other, each seeing what the one before left. What had been undone can then not be redone; an edit that changes nothing
 * leaves no revision. NOT_FOUND for another user's story and for one in the trash.
 */
export async function editTimeline<T>(ctx: EditContext, edit: Edit<T>): Promise<T> {
  return ctx.transact(async ({ db }) => {
    const timeline = await lockTimeline({ db, actor: ctx.actor }, edit.timelineId)
    const tx: EditTx = { db, timelineId: timeline.id, at: ctx.clock.now(), timeline }
    const plan = await edit.plan(tx)
    if (plan.changes.length > 0) {
      await requireRoom(tx, plan.changes)
      const written = await writeChanges(tx, plan.changes, timeline.lastStrand)
      await appendRevision(tx, { kind: edit.kind, ...plan }, written)
    }
    return edit.show(tx, plan)
  })
}

async function appendRevision(tx: EditTx, edit: Plan & { kind: string }, written: Written): Promise<void> {
  const { db, timelineId, at, timeline } = tx
  // The last revision is the first to be undone: where it is not, none is, and the long table is not looked through.
  await db.$executeRaw`
    UPDATE revisions SET state = 'superseded' WHERE timeline_id = ${timelineId} AND state = 'undone'
      AND (SELECT state FROM revisions WHERE timeline_id = ${timelineId} AND number = ${timeline.revision}) = 'undone'`
  const number = timeline.revision + 1
  const changes = rememberDeleted(edit.changes, written.deleted) as unknown as Prisma.InputJsonValue
  await db.revision.createMany({
    data: [{ timelineId, number, kind: edit.kind, summary: edit.summary, changes, createdAt: at }],
  })
  await touchTimeline(tx, { ...written, revision: number })
}

/** What is in the trash counts too, for it can come back. */
async function requireRoom({ db, timelineId }: EditTx, changes: readonly Change[]): Promise<void> {
  if (!changes.some((change) => change.table === 'node' && change.before === null)) return
  checkNodeCount(await db.storyNode.count({ where: { timelineId } }), changes)
}
