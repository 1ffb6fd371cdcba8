import { linksIn } from './links.ts'
import { isCode, type Passage } from './passage.ts'

/** A tree over passages, by their index. */
export interface PassageTree {
  /** Null for the root. */
  parents: (number | null)[]
  positions: number[]
  /** Whether no links lead from the root to the passage. */
  loose: boolean[]
}

/** A passage's place as it was written down. */
export interface RecordedPlace {
  parent: number
  position: number
}

/**
 * The tree in a graph of passages. The parent of a passage is the first one, breadth first from the root, that links to
 * it; siblings stand in the order of the links, as 0, 1, 2 …; what no links reach hangs behind them under the root, in
 * the order of the file. Where a place was recorded it counts instead, unless it would close a circle.
 */
export function plantTree(
  passages: readonly Passage[],
  root: number,
  recorded: readonly (RecordedPlace | null)[] = [],
): PassageTree {
  const links = linkTargets(passages)
  const linked = grow({ size: passages.length, root, links, recorded: [] })
  if (!recorded.some((place) => place !== null)) return linked
  return { ...grow({ size: passages.length, root, links, recorded }), loose: linked.loose }
}

interface Ground {
  size: number
  root: number
  links: readonly (readonly number[])[]
  recorded: readonly (RecordedPlace | null)[]
}

function grow({ size, root, links, recorded }: Ground): PassageTree {
  const tree: PassageTree = {
    parents: Array.from({ length: size }, () => null),
    positions: Array.from({ length: size }, () => 0),
    loose: Array.from({ length: size }, () => true),
  }
  const recordedChildren = childrenByRecord(recorded, root)
  const lastPositions = new Float64Array(size).fill(-1)
  const placed = new Uint8Array(size)
  const queue = [root]
  let next = 0
  placed[root] = 1

  function place(child: number, parent: number, position: number): void {
    if (placed[child] === 1) return
    placed[child] = 1
    tree.parents[child] = parent
    tree.positions[child] = position
    lastPositions[parent] = Math.max(lastPositions[parent] as number, Math.floor(position))
    queue.push(child)
  }
  function placeLast(child: number, parent: number): void {
    place(child, parent, (lastPositions[parent] as number) + 1)
  }
  function spread(byLinks: boolean): void {
    for (; next < queue.length; next++) {
      const parent = queue[next] as number
      if (byLinks) tree.loose[parent] = false
      for (const child of recordedChildren.get(parent) ?? []) place(child, parent, recorded[child]?.position ?? 0)
      if (!byLinks) continue
      for (const child of links[parent] ?? []) if (!recorded[child]) placeLast(child, parent)
    }
  }
  spread(true)
  // First what has no place of its own, for what is recorded below it; then the circles.
  for (const rest of [(child: number) => !recorded[child], () => true]) {
    for (let child = 0; child < size; child++) {
      if (placed[child] === 1 || !rest(child)) continue
      placeLast(child, root)
      spread(false)
    }
  }
  return tree
}

function childrenByRecord(recorded: readonly (RecordedPlace | null)[], root: number): Map<number, number[]> {
  const children = new Map<number, number[]>()
  recorded.forEach((place, child) => {
    if (place === null || child === root) return
    const siblings = children.get(place.parent)
    if (siblings === undefined) children.set(place.parent, [child])
    else siblings.push(child)
  })
  const positionOf = (child: number): number => recorded[child]?.position ?? 0
  for (const siblings of children.values()) siblings.sort((a, b) => positionOf(a) - positionOf(b))
  return children
}

/** The passages that each passage links to. A name is looked for as it stands, then without white space around it. */
function linkTargets(passages: readonly Passage[]): number[][] {
  const indexes = new Map(passages.map(({ name }, index) => [name, index]))
  return passages.map((passage) => {
    if (isCode(passage)) return []
    const targets = linksIn(passage.text).map(({ target }) => indexes.get(target) ?? indexes.get(target.trim()))
    return targets.filter((target) => target !== undefined)
  })
}
