import type { Branch, Fact, Story, StoryElement, StoryNode } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import type { EditTx } from './edit-timeline.ts'
import { nodesBelow } from './nodes-below.ts'

type Tx = Pick<EditTx, 'db' | 'timelineId' | 'timeline'>

export interface StoryRows {
  nodes?: readonly StoryNode[]
  branches?: readonly Branch[]
  elements?: readonly StoryElement[]
  facts?: readonly Fact[]
}

/** The part of a story that a plan needs, with the story's head. A row that is given twice is in it once. */
export function storyOf({ timeline }: Tx, { nodes = [], branches = [], elements = [], facts = [] }: StoryRows): Story {
  const { title, description, settings, version } = timeline
  return {
    head: { title, description, settings, version },
    nodes: byId(nodes),
    branches: byId(branches),
    elements: byId(elements),
    facts: byId(facts),
  }
}

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Nodes of the story that meet `condition`, a piece of SQL about `n`; those in the trash too. */
export function loadNodes(tx: Tx, condition: Prisma.Sql): Promise<StoryNode[]> {
  return selectNodes(tx, condition, Prisma.sql`n.content, n.metadata`)
}

/** The same, with no content and metadata, for plans that only ask where nodes stand. */
export function loadOutline(tx: Tx, condition: Prisma.Sql): Promise<StoryNode[]> {
  return selectNodes(tx, condition, Prisma.sql`'' AS content, '{}'::jsonb AS metadata`)
}

function selectNodes(tx: Tx, condition: Prisma.Sql, texts: Prisma.Sql): Promise<StoryNode[]> {
  return tx.db.$queryRaw<StoryNode[]>`
    SELECT n.id, n.parent_id AS "parentId", n.merged_node_id AS "mergedNodeId", n.title, n.kind, n.position, n.version,
      n.trash_id AS "trashId", ${texts}
    FROM story_nodes n WHERE n.timeline_id = ${tx.timelineId} AND ${condition}`
}

export function withIds(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`n.id = ANY(${ids}::text[])`
}

/**
 * The live children that come last. Two are enough to see what stands before a place, whichever of them moves. The index
 * is asked for the children alone, not also for all that is not in the trash.
 */
export function lastChildrenOf({ timelineId }: Tx, parentId: string): Prisma.Sql {
  return Prisma.sql`n.id IN (
    SELECT id FROM (SELECT * FROM story_nodes WHERE parent_id = ${parentId} OFFSET 0) AS child
    WHERE child.timeline_id = ${timelineId} AND child.trash_id IS NULL
    ORDER BY position DESC, id DESC LIMIT 2)`
}

/** A live node and all live ones below it. */
export async function subtreeOfNode(tx: Tx, nodeId: string): Promise<Prisma.Sql> {
  const nodes = await nodesBelow(tx, [nodeId], { live: true })
  return withIds(nodes.map((node) => node.id))
}

/** The nodes from the root to `nodeId`, both in it, by the strands of the path. */
export function pathToNode({ timelineId }: Tx, nodeId: string): Prisma.Sql {
  return Prisma.sql`n.id IN (
    SELECT p.id FROM story_nodes e JOIN strands s ON s.timeline_id = e.timeline_id AND s.number = e.strand,
      unnest(s.lineage_strands || e.strand, s.lineage_depths || e.depth) AS part(strand, up_to)
      JOIN story_nodes p ON p.timeline_id = ${timelineId} AND p.strand = part.strand AND p.depth <= part.up_to
    WHERE e.id = ${nodeId} AND e.timeline_id = ${timelineId})`
}

export function loadBranches({ db, timelineId }: Tx, where: Prisma.BranchWhereInput = {}): Promise<Branch[]> {
  return db.branch.findMany({
    where: { ...where, timelineId },
    select: { id: true, name: true, headNodeId: true, version: true },
  })
}

/** The branches whose heads are among nodes of any number. */
export function loadBranchesAt({ db, timelineId }: Tx, nodeIds: readonly string[]): Promise<Branch[]> {
  return db.$queryRaw<Branch[]>`
    SELECT id, name, head_node_id AS "headNodeId", version FROM branches
    WHERE timeline_id = ${timelineId} AND head_node_id = ANY(${nodeIds}::text[])`
}

/** All facts at nodes of any number. */
export function loadFactsAt(tx: Tx, nodeIds: readonly string[]): Promise<Fact[]> {
  return selectFacts(tx, Prisma.sql`node_id = ANY(${nodeIds}::text[])`)
}

export function loadFacts(tx: Tx, ids: readonly string[]): Promise<Fact[]> {
  return selectFacts(tx, Prisma.sql`id = ANY(${ids}::text[])`)
}

function selectFacts({ db, timelineId }: Tx, condition: Prisma.Sql): Promise<Fact[]> {
  return db.$queryRaw<Fact[]>`
    SELECT id, node_id AS "nodeId", subject, attribute, value,
      CASE WHEN span_start IS NOT NULL THEN jsonb_build_object('start', span_start, 'end', span_end) END AS span
    FROM facts WHERE timeline_id = ${timelineId} AND ${condition}`
}

export async function loadElements({ db, timelineId }: Tx, id: string): Promise<StoryElement[]> {
  const rows = await db.storyElement.findMany({
    where: { id, timelineId },
    select: { id: true, kind: true, name: true, description: true, fields: true, version: true, trashedAt: true },
  })
  return rows.map((row) => ({
    ...row,
    fields: row.fields as StoryElement['fields'],
    trashedAt: row.trashedAt?.toISOString() ?? null,
  }))
}
