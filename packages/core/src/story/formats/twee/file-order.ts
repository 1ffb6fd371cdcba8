import type { PlacedNode } from '../tree-order.ts'
import { readTweeMetadata } from './twee-metadata.ts'

/** The nodes in the order of the file that they came from; what was added since stands behind what precedes it in the tree. */
export function fileOrder(nodes: readonly PlacedNode[]): PlacedNode[] {
  let last = -1
  const keyed = nodes.map((node) => {
    last = readTweeMetadata(node.node)?.order ?? last
    return { node, order: last }
  })
  // Sorting is stable: equal keys stay in the order of the tree.
  return keyed.sort((a, b) => a.order - b.order).map(({ node }) => node)
}
