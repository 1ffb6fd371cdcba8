import { childIndex, rootOf } from '../graph.ts'
import type { Story, StoryNode } from '../model.ts'

/** A live node with its distance from the root. */
export interface PlacedNode {
  node: StoryNode
  depth: number
  /** Its live children in order. */
  children: readonly StoryNode[]
}

/** The live nodes as one reads a book with alternatives: each before its children, siblings in order. Any depth will do. */
export function treeOrder(story: Story): PlacedNode[] {
  const index = childIndex(story)
  const ordered: PlacedNode[] = []
  const ahead: { node: StoryNode; depth: number }[] = [{ node: rootOf(story), depth: 0 }]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const children = index.get(next.node.id) ?? []
    ordered.push({ ...next, children })
    for (const node of children.toReversed()) ahead.push({ node, depth: next.depth + 1 })
  }
  return ordered
}
