import type { Change } from '@cronicl/core'
import type { Target } from './bulk-write.ts'
import { nodesBelow } from './nodes-below.ts'
import { type Placement, type Standing, placeTree } from './strand-places.ts'

/**
 * How nodes are found fast. A strand is a chain of nodes: each depth of it has at most one, the child of the one at the
 * depth before. A strand's lineage names the strands from the root to it and the depth at which each is left, so that
 * any path is read by a few ranges of an index, whatever its length. This file keeps strands and depths in step with
 * `parentId` when nodes come, move and go; what is in the trash keeps its place.
 */
export interface NodePlaces extends Placement {
  /** Nodes that are there already and get another place. */
  moved: string[]
  /** Strands that may have lost their last node. */
  left: number[]
}

/**
 * The places that `changes` lead to, read from the state before them; null when no node comes, moves or goes. A subtree
 * with another parent is placed anew as a whole, and nothing outside of it is touched. Only then may rows be written.
 */
export async function planPlaces(
  from: Target,
  changes: readonly Change[],
  lastStrand: number,
): Promise<NodePlaces | null> {
  const { inserted, reparented, deleted } = kindsOf(changes)
  if (inserted.size + reparented.size + deleted.size === 0) return null
  const subtrees = await nodesBelow(from, [...reparented.keys()])
  const gone = await strandsOf(from, [...deleted])
  const moved = subtrees.filter((node) => !deleted.has(node.id))
  const parents = new Map(inserted)
  for (const node of moved) parents.set(node.id, reparented.get(node.id) ?? node.parentId)
  const outside = new Set([...parents.values()].filter((id) => id !== null && !parents.has(id))) as Set<string>
  const placement = placeTree(parents, await standingOf(from, [...outside]), lastStrand)
  return {
    ...placement,
    moved: moved.map((node) => node.id),
    left: [...new Set([...moved.map((node) => node.strand), ...gone])],
  }
}

/** Stores the strands that were begun. Before any node that stands on them. */
export async function insertStrands(
  { db, timelineId }: Target,
  { strands }: Pick<Placement, 'strands'>,
): Promise<void> {
  if (strands.length === 0) return
  await db.$executeRaw`
    INSERT INTO strands (timeline_id, number, lineage_strands, lineage_depths)
    SELECT ${timelineId}, r.number, r.strands, r.depths
    FROM jsonb_to_recordset(${JSON.stringify(strands)}::jsonb) AS r(number integer, strands integer[], depths integer[])`
}

/** Brings nodes that moved, and their facts, to their places. Their versions stay: what they say is the same. */
export async function writeMoves({ db, timelineId }: Target, { moved, places }: NodePlaces): Promise<void> {
  if (moved.length === 0) return
  const strands = moved.map((id) => places.get(id)?.strand ?? 0)
  const depths = moved.map((id) => places.get(id)?.depth ?? 0)
  await db.$executeRaw`
    UPDATE story_nodes n SET strand = r.strand, depth = r.depth
    FROM unnest(${moved}::text[], ${strands}::integer[], ${depths}::integer[]) AS r(id, strand, depth)
    WHERE n.id = r.id AND n.timeline_id = ${timelineId}`
  await db.$executeRaw`
    UPDATE facts f SET strand = r.strand, depth = r.depth
    FROM unnest(${moved}::text[], ${strands}::integer[], ${depths}::integer[]) AS r(id, strand, depth)
    WHERE f.node_id = r.id AND f.timeline_id = ${timelineId}`
}

/** Drops strands on which nothing stands any longer. After all nodes are written. */
export async function dropLeftStrands({ db, timelineId }: Target, { left }: Pick<NodePlaces, 'left'>): Promise<void> {
  if (left.length === 0) return
  await db.$executeRaw`
    DELETE FROM strands s WHERE s.timeline_id = ${timelineId} AND s.number = ANY(${left}::integer[])
      AND NOT EXISTS (SELECT 1 FROM story_nodes n WHERE n.timeline_id = ${timelineId} AND n.strand = s.number)`
}

interface NodeChanges {
  /** Id → parent. */
  inserted: Map<string, string | null>
  reparented: Map<string, string | null>
  deleted: Set<string>
}

function kindsOf(changes: readonly Change[]): NodeChanges {
  const kinds: NodeChanges = { inserted: new Map(), reparented: new Map(), deleted: new Set() }
  for (const change of changes) {
    if (change.table !== 'node') continue
    if (change.after === null) kinds.deleted.add(change.id)
    else if (change.before === null) kinds.inserted.set(change.id, change.after.parentId ?? null)
    else if (change.after.parentId !== undefined) kinds.reparented.set(change.id, change.after.parentId)
  }
  return kinds
}

async function strandsOf({ db, timelineId }: Target, ids: string[]): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await db.$queryRaw<{ strand: number }[]>`
    SELECT DISTINCT strand FROM story_nodes WHERE id = ANY(${ids}::text[]) AND timeline_id = ${timelineId}`
  return rows.map((row) => row.strand)
}

/** Where the parents stand that keep their places. */
async function standingOf({ db, timelineId }: Target, ids: string[]): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map()
  const rows = await db.$queryRaw<
    { id: string; strand: number; depth: number; last: number; strands: number[]; depths: number[] }[]
  >`
    SELECT n.id, n.strand, n.depth, s.lineage_strands AS strands, s.lineage_depths AS depths,
      (SELECT max(o.depth) FROM story_nodes o WHERE o.timeline_id = n.timeline_id AND o.strand = n.strand) AS last
    FROM story_nodes n JOIN strands s ON s.timeline_id = n.timeline_id AND s.number = n.strand
    WHERE n.id = ANY(${ids}::text[]) AND n.timeline_id = ${timelineId}`
  return new Map(
    rows.map(({ id, strand, depth, last, strands, depths }) => [
      id,
      { strand, depth, lineage: { strands, depths }, isContinued: last > depth },
    ]),
  )
}
