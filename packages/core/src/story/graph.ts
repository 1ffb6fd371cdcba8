import { AppError } from '../errors.ts'
import type { Story, StoryNode } from './model.ts'

/** The nodes from the root to `nodeId`, both in it. Needs those rows alone. NOT_FOUND when there is no such node. */
export function pathTo(story: Story, nodeId: string): StoryNode[] {
  return [...upFrom(story, nodeId)].reverse()
}

/** The live children of each node that has any, in order. One pass over the story: use it to walk a whole tree. */
export function childIndex(story: Story): ReadonlyMap<string, StoryNode[]> {
  const index = new Map<string, StoryNode[]>()
  for (const node of story.nodes.values()) {
    if (node.parentId === null || node.trashId !== null) continue
    const siblings = index.get(node.parentId)
    if (siblings === undefined) index.set(node.parentId, [node])
    else siblings.push(node)
  }
  for (const siblings of index.values()) siblings.sort(inOrder)
  return index
}

/** The live children of a node, by position, then id. It looks at every node: a whole tree is walked by `childIndex`. */
export function childrenOf(story: Story, nodeId: string): StoryNode[] {
  return [...story.nodes.values()].filter((node) => node.parentId === nodeId && node.trashId === null).sort(inOrder)
}

/**
 * The ids of a node and of all that stands below it: each node before its children, siblings in order. What is in the
 * trash is left out unless `trashed` is set. NOT_FOUND when there is no such node, or it is itself left out.
 */
export function subtreeOf(story: Story, nodeId: string, options: { trashed?: boolean } = {}): string[] {
  const trashed = options.trashed ?? false
  const top = story.nodes.get(nodeId)
  if (top === undefined || (top.trashId !== null && !trashed)) throw noSuchNode(nodeId)
  const index = trashed ? childIndex(untrashed(story)) : childIndex(story)
  const ids: string[] = []
  const ahead = [nodeId]
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    ids.push(id)
    for (const child of (index.get(id) ?? []).toReversed()) ahead.push(child.id)
  }
  return ids
}

/** The last node that the paths to `a` and `b` share: `a` itself when it is on the path to `b`. Needs both paths. */
export function forkPoint(story: Story, a: string, b: string): string {
  const onPath = new Set<string>()
  for (const node of upFrom(story, a)) onPath.add(node.id)
  for (const node of upFrom(story, b)) if (onPath.has(node.id)) return node.id
  throw new AppError('INTERNAL_ERROR', 'The two nodes are not of one tree.', { details: { a, b } })
}

/** Whether `nodeId` is `ancestorId` or stands below it. Needs the path to `nodeId`. */
export function isWithin(story: Story, nodeId: string, ancestorId: string): boolean {
  for (const node of upFrom(story, nodeId)) if (node.id === ancestorId) return true
  return false
}

/** The node that all others stand below. */
export function rootOf(story: Story): StoryNode {
  for (const node of story.nodes.values()) if (node.parentId === null) return node
  throw new AppError('INTERNAL_ERROR', 'The story has no root.')
}

/** How siblings follow each other: by position, then by id. */
export function inOrder(a: StoryNode, b: StoryNode): number {
  if (a.position !== b.position) return a.position - b.position
  return a.id < b.id ? -1 : 1
}

function* upFrom(story: Story, nodeId: string): Generator<StoryNode> {
  let node = story.nodes.get(nodeId)
  if (node === undefined) throw noSuchNode(nodeId)
  // A damaged tree ends in an error, never in a loop.
  for (let steps = story.nodes.size; steps > 0; steps--) {
    yield node
    if (node.parentId === null) return
    const parent = story.nodes.get(node.parentId)
    if (parent === undefined) break
    node = parent
  }
  throw new AppError('INTERNAL_ERROR', 'The path to a node does not lead to the root.', { details: { nodeId } })
}

function untrashed(story: Story): Story {
  return { ...story, nodes: new Map([...story.nodes].map(([id, node]) => [id, { ...node, trashId: null }])) }
}

function noSuchNode(nodeId: string): AppError {
  return new AppError('NOT_FOUND', 'There is no such node.', { details: { nodeId } })
}
