import { factKey } from '../../canon.ts'
import { factsPerNodeMax } from '../../limits.ts'
import { mainBranch } from '../../model.ts'
import type { StoryJson } from './story-json.ts'

export interface JsonMistake {
  path: (string | number)[]
  message: string
}

type NodeJson = StoryJson['nodes'][number]

/** What keeps rows of the right shape from being a story: one root, a tree, names and references that lead somewhere. */
export function storyJsonMistakes(json: StoryJson): JsonMistake[] {
  const nodes = new Map(json.nodes.map((node) => [node.id, node]))
  const mistakes = [
    ...repeated(json.nodes, 'nodes', 'id', ({ id }) => id),
    ...rootMistakes(json.nodes),
    ...json.nodes.flatMap((node, index) => nodeMistakes(node, index, nodes)),
    ...branchMistakes(json, nodes),
    ...repeated(json.elements, 'elements', 'id', ({ id }) => id),
    ...factMistakes(json, nodes),
  ]
  // A cycle can be told only where every parent exists.
  return mistakes.length > 0 ? mistakes : cycleMistakes(json.nodes, nodes)
}

function rootMistakes(nodes: readonly NodeJson[]): JsonMistake[] {
  const roots = nodes.flatMap((node, index) => (node.parentId === null ? [index] : []))
  if (roots.length === 0) return [{ path: ['nodes'], message: 'No node is the root: one must have parentId null.' }]
  return roots
    .slice(1)
    .map((index) => ({ path: ['nodes', index, 'parentId'], message: 'A second root: only one node has no parent.' }))
}

function nodeMistakes(node: NodeJson, index: number, nodes: ReadonlyMap<string, NodeJson>): JsonMistake[] {
  const mistakes: JsonMistake[] = []
  for (const field of ['parentId', 'mergedNodeId', 'trashId'] as const) {
    const id = node[field]
    if (id !== null && !nodes.has(id)) mistakes.push(missing(['nodes', index, field], id))
  }
  const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
  if (node.trashId === null && parent !== undefined && parent.trashId !== null) {
    mistakes.push({ path: ['nodes', index, 'trashId'], message: 'Stands below a node in the trash, but is not in it.' })
  }
  if (node.parentId === null && node.trashId !== null) {
    mistakes.push({ path: ['nodes', index, 'trashId'], message: 'The root cannot be in the trash.' })
  }
  return mistakes
}

function branchMistakes(json: StoryJson, nodes: ReadonlyMap<string, NodeJson>): JsonMistake[] {
  const mistakes = repeated(json.branches, 'branches', 'name', ({ name }) => name)
  json.branches.forEach((branch, index) => {
    if (!nodes.has(branch.headNodeId)) mistakes.push(missing(['branches', index, 'headNodeId'], branch.headNodeId))
  })
  if (!json.branches.some(({ name }) => name === mainBranch)) {
    mistakes.push({ path: ['branches'], message: `The branch “${mainBranch}” is missing.` })
  }
  return mistakes
}

function factMistakes(json: StoryJson, nodes: ReadonlyMap<string, NodeJson>): JsonMistake[] {
  const mistakes = repeated(json.facts, 'facts', 'attribute', ({ nodeId, subject, attribute }) =>
    JSON.stringify([nodeId, factKey(subject, attribute)]),
  )
  const counts = new Map<string, number>()
  json.facts.forEach(({ nodeId }, index) => {
    if (!nodes.has(nodeId)) mistakes.push(missing(['facts', index, 'nodeId'], nodeId))
    const count = (counts.get(nodeId) ?? 0) + 1
    counts.set(nodeId, count)
    if (count === factsPerNodeMax + 1) {
      mistakes.push({ path: ['facts', index], message: `One node has more than ${factsPerNodeMax} facts.` })
    }
  })
  return mistakes
}

/** Walks up from each node as far as it is not known to lead to the root; every node is passed once. */
function cycleMistakes(rows: readonly NodeJson[], nodes: ReadonlyMap<string, NodeJson>): JsonMistake[] {
  const rooted = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const walked = new Set<string>()
    for (let node: NodeJson | undefined = row; node !== undefined && !rooted.has(node.id); ) {
      if (walked.has(node.id)) {
        return [{ path: ['nodes', index, 'parentId'], message: 'Its ancestors go round in a circle.' }]
      }
      walked.add(node.id)
      node = node.parentId === null ? undefined : nodes.get(node.parentId)
    }
    for (const id of walked) rooted.add(id)
  }
  return []
}

function repeated<T>(rows: readonly T[], table: string, field: string, keyOf: (row: T) => string): JsonMistake[] {
  const seen = new Set<string>()
  return rows.flatMap((row, index) => {
    const key = keyOf(row)
    const again = seen.has(key)
    seen.add(key)
    return again ? [{ path: [table, index, field], message: 'Stands here for the second time.' }] : []
  })
}

function missing(path: (string | number)[], id: string): JsonMistake {
  return { path, message: `There is no node “${id}”.` }
}
