import { mainBranch } from '../../model.ts'
import { factMistakes } from './fact-mistakes.ts'
import { type JsonMistake, repeated } from './json-mistake.ts'
import { branchNameKey } from '../../edits/branch-names.ts'
import type { StoryJson } from './story-json.ts'

type NodeJson = StoryJson['nodes'][number]
type NodesById = ReadonlyMap<string, NodeJson>

/**
 * What keeps rows of the right shape from being a sound story: one root, a tree, a trash of whole deletions, branches with
 * live heads, names and facts that differ, spans inside their content.
 */
export function storyJsonMistakes(json: StoryJson): JsonMistake[] {
  const nodes = new Map(json.nodes.map((node) => [node.id, node]))
  const mistakes = [
    ...repeated(json.nodes, 'nodes', ({ id }) => id),
    ...rootMistakes(json.nodes),
    ...json.nodes.flatMap((node, index) => nodeMistakes(node, index, nodes)),
    ...branchMistakes(json, nodes),
    ...factMistakes(json.facts, ({ nodeId }) => nodeId),
    ...spanMistakes(json, nodes),
  ]
  // A circle can be told only where every parent exists.
  return mistakes.length > 0 ? mistakes : circleMistakes(json.nodes, nodes)
}

function rootMistakes(nodes: readonly NodeJson[]): JsonMistake[] {
  const roots = nodes.flatMap((node, index) => (node.parentId === null ? [index] : []))
  if (roots.length === 0) return [{ path: ['nodes'], message: 'No node is the root: one must have parentId null.' }]
  return roots
    .slice(1)
    .map((index) => ({ path: ['nodes', index, 'parentId'], message: 'A second root: only one node has no parent.' }))
}

function nodeMistakes(node: NodeJson, index: number, nodes: NodesById): JsonMistake[] {
  const { id, parentId, mergedNodeId, trashId } = node
  const mistakes = Object.entries({ parentId, mergedNodeId }).flatMap(([field, reference]) =>
    reference === null || nodes.has(reference) ? [] : [missing(['nodes', index, field], reference)],
  )
  // Every node of a deletion but its top stands below another one of it.
  const above = nodes.get(parentId ?? '')?.trashId ?? null
  if (trashId !== above && (trashId !== id || parentId === null)) {
    const message = 'It is in the trash by its own id, or with its parent, or not at all; the root never is.'
    mistakes.push({ path: ['nodes', index, 'trashId'], message })
  }
  return mistakes
}

function branchMistakes({ branches }: StoryJson, nodes: NodesById): JsonMistake[] {
  const mistakes = repeated(branches, 'branches', ({ name }) => branchNameKey(name))
  branches.forEach(({ headNodeId }, index) => {
    const path = ['branches', index, 'headNodeId']
    const head = nodes.get(headNodeId)
    if (head === undefined) mistakes.push(missing(path, headNodeId))
    else if (head.trashId !== null) mistakes.push({ path, message: 'The head of a branch cannot be in the trash.' })
  })
  if (!branches.some(({ name }) => name === mainBranch)) {
    mistakes.push({ path: ['branches'], message: `The branch “${mainBranch}” is missing.` })
  }
  return mistakes
}

function spanMistakes({ facts }: StoryJson, nodes: NodesById): JsonMistake[] {
  return facts.flatMap(({ nodeId, span }, index) => {
    const node = nodes.get(nodeId)
    if (node === undefined) return [missing(['facts', index, 'nodeId'], nodeId)]
    if (span === null || span.end <= node.content.length) return []
    return [{ path: ['facts', index, 'span'], message: 'It ends behind the content of its node.' }]
  })
}

/** Walks up from each node as far as it is not known to lead to the root; every node is passed once. */
function circleMistakes(rows: readonly NodeJson[], nodes: NodesById): JsonMistake[] {
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

function missing(path: (string | number)[], id: string): JsonMistake {
  return { path, message: `There is no node “${id}”.` }
}
