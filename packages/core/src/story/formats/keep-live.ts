import type { Story } from '../model.ts'

/** The story without what is in the trash, and without facts, branches and merges that point there. */
export function keepLive(story: Story): Story {
  const nodes = new Map([...story.nodes].filter(([, node]) => node.trashId === null))
  for (const [id, node] of nodes) {
    if (node.mergedNodeId !== null && !nodes.has(node.mergedNodeId)) nodes.set(id, { ...node, mergedNodeId: null })
  }
  return {
    head: story.head,
    nodes,
    branches: new Map([...story.branches].filter(([, branch]) => nodes.has(branch.headNodeId))),
    elements: new Map([...story.elements].filter(([, element]) => element.trashedAt === null)),
    facts: new Map([...story.facts].filter(([, fact]) => nodes.has(fact.nodeId))),
  }
}
