import type { PlacedNode } from '../tree-order.ts'

const stepPx = 150

/**
 * Where each node stands on Twine's map, by node id, as "x,y": a row for each depth, parents over the middle of their
 * children. `nodes` are a whole tree in its order.
 */
export function mapLayout(nodes: readonly PlacedNode[]): Map<string, string> {
  const columns = new Map<string, number>()
  let leaves = 0
  for (const { node, children } of nodes) if (children.length === 0) columns.set(node.id, leaves++)
  // Children come after their parent, so backwards each is known before it is asked for.
  for (const { node, children } of nodes.toReversed()) {
    if (children.length === 0) continue
    const [first, last] = [children[0], children.at(-1)].map((child) => columns.get(child?.id ?? '') ?? 0)
    columns.set(node.id, ((first ?? 0) + (last ?? 0)) / 2)
  }
  return new Map(
    nodes.map(({ node, depth }) => [node.id, `${Math.round((columns.get(node.id) ?? 0) * stepPx)},${depth * stepPx}`]),
  )
}
