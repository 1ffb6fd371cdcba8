import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathTo, subtreeOf } from '../graph.ts'
import type { Story } from '../model.ts'
import { countingIds, play } from '../testing/play.ts'
import { type Edit, type EditName, editNames, planEdit, steps } from '../testing/random-edit.ts'

/** The ids of the rows that an edit needs, as its docstring says: whoever loads a story in parts relies on it. */
interface Needed {
  nodes?: (string | null | undefined)[]
  branches?: string[]
  elements?: string[]
  facts?: string[]
}
type InputOf<K extends EditName> = Extract<Edit, { name: K }>['input']

const needed: { [K in EditName]: (story: Story, input: InputOf<K>) => Needed } = {
  assertFacts: (story, { nodeId }) => ({ nodes: [nodeId], facts: factsOf(story, [nodeId]) }),
  copySubtree: (story, { nodeId, parentId }) => {
    const ids = subtreeOf(story, nodeId)
    return { nodes: [...ids, parentId, ...liveChildren(story, parentId)], facts: factsOf(story, ids) }
  },
  createBranch: (story, { headNodeId, name }) => ({ nodes: [headNodeId], branches: named(story, name) }),
  createElement: () => ({}),
  createNode: (story, { parentId, branchId }) => ({
    nodes: [parentId, ...liveChildren(story, parentId)],
    branches: branchId === undefined ? [] : [branchId],
  }),
  deleteBranch: (_story, { branchId }) => ({ branches: [branchId] }),
  deleteElement: (_story, { elementId }) => ({ elements: [elementId] }),
  deleteSubtree: (story, { nodeId }) => {
    const ids = subtreeOf(story, nodeId)
    return { nodes: ids, branches: headedAt(story, ids) }
  },
  mergeBranches: (story, { fromBranchId, intoBranchId }) => {
    const [from, into] = [fromBranchId, intoBranchId].map((id) => story.branches.get(id)?.headNodeId ?? '')
    return { nodes: [from, into, ...liveChildren(story, into ?? '')], branches: [fromBranchId, intoBranchId] }
  },
  moveNode: (story, { nodeId, parentId }) => ({
    nodes: [nodeId, ...pathTo(story, parentId).map(({ id }) => id), ...liveChildren(story, parentId)],
  }),
  removeFacts: (story, { factIds }) => ({
    facts: [...factIds],
    nodes: factIds.map((id) => story.facts.get(id)?.nodeId),
  }),
  restoreElement: (_story, { elementId }) => ({ elements: [elementId] }),
  restoreSubtree: (story, { trashId }) => {
    const deletion = [...story.nodes.values()].filter((node) => node.trashId === trashId).map(({ id }) => id)
    return { nodes: [...deletion, story.nodes.get(trashId)?.parentId] }
  },
  splitNode: (story, { nodeId }) => ({
    nodes: [nodeId, ...[...story.nodes.values()].filter((node) => node.parentId === nodeId).map(({ id }) => id)],
    branches: headedAt(story, [nodeId]),
    facts: factsOf(story, [nodeId]),
  }),
  updateBranch: (story, { branchId, name, headNodeId }) => ({
    nodes: [headNodeId],
    branches: [branchId, ...(name === undefined ? [] : named(story, name))],
  }),
  updateElement: (_story, { elementId }) => ({ elements: [elementId] }),
  updateHead: () => ({}),
  updateNode: (story, { nodeId, content }) => ({
    nodes: [nodeId],
    facts: content === undefined ? [] : factsOf(story, [nodeId]),
  }),
}

test('a plan made from the rows that it says it needs is the plan made from the whole story', () => {
  const tried = new Set<string>()
  fc.assert(
    fc.property(steps, (list) => {
      for (const { before, edit } of play(list).played) {
        tried.add(edit.name)
        const rows = (needed[edit.name] as (story: Story, input: Edit['input']) => Needed)(before, edit.input)
        const fromPart = planEdit(partOf(before, rows), edit, countingIds(90_000))
        expect(fromPart, edit.name).toEqual(planEdit(before, edit, countingIds(90_000)))
      }
    }),
    { numRuns: 300, seed: 7 },
  )
  expect([...tried].sort()).toEqual([...editNames].sort())
})

function partOf(story: Story, { nodes = [], branches = [], elements = [], facts = [] }: Needed): Story {
  const only = <T>(rows: ReadonlyMap<string, T>, ids: (string | null | undefined)[]) =>
    new Map([...rows].filter(([id]) => ids.includes(id)))
  return {
    head: story.head,
    nodes: only(story.nodes, nodes),
    branches: only(story.branches, branches),
    elements: only(story.elements, elements),
    facts: only(story.facts, facts),
  }
}

function liveChildren(story: Story, nodeId: string): string[] {
  return [...story.nodes.values()].filter((one) => one.parentId === nodeId && one.trashId === null).map(({ id }) => id)
}

function factsOf(story: Story, nodeIds: string[]): string[] {
  return [...story.facts.values()].filter((fact) => nodeIds.includes(fact.nodeId)).map(({ id }) => id)
}

function headedAt(story: Story, nodeIds: string[]): string[] {
  return [...story.branches.values()].filter((one) => nodeIds.includes(one.headNodeId)).map(({ id }) => id)
}

function named(story: Story, name: string): string[] {
  const same = name.trim().toLowerCase()
  return [...story.branches.values()].filter((one) => one.name.toLowerCase() === same).map(({ id }) => id)
}
