import { AppError, type JsonObject, type Fact, type Story } from '@cronicl/core'
import { type Db, Prisma } from '@cronicl/db'
import { type DomainContext, requireUserId } from '../context.ts'
import { loadBranches, loadFactsAt, loadNodes, pathToNode, storyOf } from './load-story.ts'
import type { LockedTimeline } from './lock-timeline.ts'
import { noSuchTimeline } from './path-ranges.ts'

/** What fits into memory and one answer. */
const storyBytesMax = 64 * 1024 * 1024

/**
 * A story of the caller's as it is at one moment, with its trash; or, with `nodeId`, the path to that node, its facts,
 * all branches and the story bible. NOT_FOUND for another user's; LIMIT_EXCEEDED when its contents are more than 64 MiB.
 */
export function readStory(
  ctx: Pick<DomainContext, 'transact' | 'actor'>,
  { timelineId, nodeId }: { timelineId: string; nodeId?: string | undefined },
): Promise<Story> {
  return ctx.transact(async ({ db }) => {
    // Edits go on meanwhile; what is read is one state between two of them.
    await db.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`
    const timeline = await db.timeline.findFirst({
      where: { id: timelineId, userId: requireUserId(ctx), trashedAt: null },
      select: {
        id: true,
        title: true,
        description: true,
        settings: true,
        version: true,
        revision: true,
        lastStrand: true,
      },
    })
    if (!timeline) throw noSuchTimeline()
    const tx = { db, timelineId, timeline: timeline as LockedTimeline }
    const condition = nodeId === undefined ? Prisma.sql`true` : pathToNode(tx, nodeId)
    await requireSize(db, timelineId, condition)
    const nodes = await loadNodes(tx, condition)
    const facts = nodeId === undefined ? await loadFacts(db, timelineId) : await loadFactsAt(tx, idsOf(nodes))
    return storyOf(tx, { nodes, facts, branches: await loadBranches(tx), elements: await loadElements(db, timelineId) })
  })
}

async function requireSize(db: Db, timelineId: string, condition: Prisma.Sql): Promise<void> {
  const [{ sizeBytes } = { sizeBytes: 0n }] = await db.$queryRaw<{ sizeBytes: bigint }[]>`
    SELECT coalesce(sum(octet_length(n.content)), 0) AS "sizeBytes" FROM story_nodes n
    WHERE n.timeline_id = ${timelineId} AND ${condition}`
  if (sizeBytes > storyBytesMax)
    throw new AppError('LIMIT_EXCEEDED', 'This story is too large to be exported at once. Export it path by path.', {
      details: { limit: storyBytesMax, sizeBytes: Number(sizeBytes) },
    })
}

function loadFacts(db: Db, timelineId: string): Promise<Fact[]> {
  return db.$queryRaw<Fact[]>`
    SELECT id, node_id AS "nodeId", subject, attribute, value,
      CASE WHEN span_start IS NOT NULL THEN jsonb_build_object('start', span_start, 'end', span_end) END AS span
    FROM facts WHERE timeline_id = ${timelineId}`
}

async function loadElements(db: Db, timelineId: string) {
  const rows = await db.storyElement.findMany({
    where: { timelineId },
    select: { id: true, kind: true, name: true, description: true, fields: true, version: true, trashedAt: true },
  })
  return rows.map(({ fields, trashedAt, ...element }) => ({
    ...element,
    fields: fields as JsonObject,
    trashedAt: trashedAt?.toISOString() ?? null,
  }))
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map((row) => row.id)
}
