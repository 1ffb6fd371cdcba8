import type { Story, StoryNode } from '../model.ts'

/** What is wrong with a story as a whole, in words; nothing in a sound one. Written apart from what the edits use. */
export function unsoundnessOf(story: Story): string[] {
  return [...treeFaults(story), ...branchFaults(story), ...factFaults(story)]
}

function treeFaults({ nodes }: Story): string[] {
  const faults: string[] = []
  const roots = [...nodes.values()].filter((node) => node.parentId === null)
  if (roots.length !== 1 || roots[0]?.trashId !== null) faults.push(`${roots.length} roots, or one in the trash`)
  for (const node of nodes.values()) {
    const ancestors = ancestorsOf(nodes, node)
    if (ancestors === null) faults.push(`${node.id} does not hang on the root`)
    else if (node.trashId === null && ancestors.some((one) => one.trashId !== null))
      faults.push(`${node.id} hangs in the trash`)
    else if (
      node.trashId !== null &&
      ![node, ...ancestors].some((one) => one.id === node.trashId && one.trashId === one.id)
    ) {
      faults.push(`${node.id} is of a deletion that it was not below`)
    }
    if (node.mergedNodeId !== null && !nodes.has(node.mergedNodeId)) faults.push(`${node.id} merges nothing`)
    if (!Number.isFinite(node.position) || Object.is(node.position, -0)) faults.push(`${node.id} stands nowhere`)
  }
  return faults
}

function ancestorsOf(nodes: Story['nodes'], node: StoryNode): StoryNode[] | null {
  const ancestors: StoryNode[] = []
  for (let at = node; at.parentId !== null; ) {
    const parent = nodes.get(at.parentId)
    if (parent === undefined || ancestors.length > nodes.size) return null
    ancestors.push(parent)
    at = parent
  }
  return ancestors
}

function branchFaults({ branches, nodes }: Story): string[] {
  const faults: string[] = []
  const names = [...branches.values()].map(({ name }) => name.toLowerCase())
  if (new Set(names).size < names.length) faults.push('two branches have one name')
  if (names.filter((name) => name === 'main').length !== 1) faults.push('there is no main')
  for (const { id, headNodeId } of branches.values()) {
    if (nodes.get(headNodeId)?.trashId !== null) faults.push(`${id} has no live head`)
  }
  return faults
}

function factFaults({ facts, nodes }: Story): string[] {
  const faults: string[] = []
  const seen = new Set<string>()
  for (const { id, nodeId, subject, attribute, span } of facts.values()) {
    const node = nodes.get(nodeId)
    if (node === undefined) faults.push(`${id} is asserted nowhere`)
    const place = `${nodeId}/${subject.replace(/\s+/g, ' ')}/${attribute}`.toLowerCase()
    if (seen.has(place)) faults.push(`${id} is asserted twice at a node`)
    seen.add(place)
    if (span !== null && (span.start < 0 || span.start >= span.end || span.end > (node?.content.length ?? 0))) {
      faults.push(`${id} has a span outside the content`)
    }
  }
  return faults
}
