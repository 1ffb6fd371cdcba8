/** Where a node stands: its strand, and its steps from the root. */
export interface Place {
  strand: number
  depth: number
}

/** The strands that lead from the root to one, without itself, and the last depth of each that is still on the path. */
export interface Lineage {
  strands: readonly number[]
  depths: readonly number[]
}

export interface StrandRow extends Lineage {
  number: number
}

/** A node that keeps its place, seen from one that comes below it. */
export interface Standing extends Place {
  lineage: Lineage
  /** Whether a row stands deeper on its strand, be it in the trash or about to leave. */
  isContinued: boolean
}

export interface Placement {
  places: Map<string, Place>
  /** The strands that were begun. */
  strands: StrandRow[]
  lastStrand: number
}

interface Tree {
  /** Parents before children. */
  order: string[]
  children: ReadonlyMap<string | null, readonly string[]>
}

const noLineage: Lineage = { strands: [], depths: [] }

/**
 * Gives every node of `parents` (id → parent) its place; a parent that is not among them is in `standing`. A strand goes
 * on with the child that has most below it, so that a path of any tree, placed at once, crosses few strands; others
 * begin new ones, with numbers after `lastStrand`. No place is given out on which a row of `standing`'s strands stands
 * now, so rows can go to their places one by one.
 */
export function placeTree(
  parents: ReadonlyMap<string, string | null>,
  standing: ReadonlyMap<string, Standing>,
  lastStrand: number,
): Placement {
  const tree = treeOf(parents)
  const heirs = heirsOf(parents, tree)
  const placement: Placement = { places: new Map(), strands: [], lastStrand }
  const lineages = new Map([...standing.values()].map((one): [number, Lineage] => [one.strand, one.lineage]))
  for (const id of tree.order) {
    const parentId = parents.get(id) ?? null
    const parent = parentId === null ? undefined : (placement.places.get(parentId) ?? standing.get(parentId))
    if (parentId !== null && !parent) throw new Error(`The parent ${parentId} of ${id} has no place.`)
    const depth = parent ? parent.depth + 1 : 0
    const goesOn = heirs.get(parentId) === id && !standing.get(parentId ?? '')?.isContinued
    if (parent && goesOn) {
      placement.places.set(id, { strand: parent.strand, depth })
      continue
    }
    const strand = ++placement.lastStrand
    const lineage = parent ? extended(lineages.get(parent.strand) ?? noLineage, parent) : noLineage
    lineages.set(strand, lineage)
    placement.strands.push({ number: strand, ...lineage })
    placement.places.set(id, { strand, depth })
  }
  return placement
}

function extended(lineage: Lineage, { strand, depth }: Place): Lineage {
  return { strands: [...lineage.strands, strand], depths: [...lineage.depths, depth] }
}

function treeOf(parents: ReadonlyMap<string, string | null>): Tree {
  const children = new Map<string | null, string[]>()
  for (const [id, parentId] of parents) {
    const siblings = children.get(parentId)
    if (siblings) siblings.push(id)
    else children.set(parentId, [id])
  }
  const order = [...parents].filter(([, parentId]) => parentId === null || !parents.has(parentId)).map(([id]) => id)
  // Grows while it is read: breadth first, without recursion, since a story may be one long chain.
  for (const id of order) for (const child of children.get(id) ?? []) order.push(child)
  if (order.length !== parents.size) throw new Error('These nodes do not make a tree.')
  return { order, children }
}

/** For each parent the child that goes on with its strand. */
function heirsOf(parents: ReadonlyMap<string, string | null>, tree: Tree): Map<string | null, string> {
  const sizes = new Map<string, number>()
  for (const id of tree.order.toReversed()) {
    let size = 1
    for (const child of tree.children.get(id) ?? []) size += sizes.get(child) ?? 0
    sizes.set(id, size)
  }
  const heirs = new Map<string | null, string>()
  for (const id of parents.keys()) {
    const parentId = parents.get(id) ?? null
    const heir = heirs.get(parentId)
    if (heir === undefined || (sizes.get(id) ?? 0) > (sizes.get(heir) ?? 0)) heirs.set(parentId, id)
  }
  return heirs
}
