import fc from 'fast-check'
import type { Change } from '../changes.ts'
import { planAssertFacts } from '../edits/assert-facts.ts'
import { planCopySubtree } from '../edits/copy-subtree.ts'
import { planCreateBranch } from '../edits/create-branch.ts'
import { planCreateElement } from '../edits/create-element.ts'
import { planCreateNode } from '../edits/create-node.ts'
import { planDeleteBranch } from '../edits/delete-branch.ts'
import { planDeleteElement } from '../edits/delete-element.ts'
import { planDeleteSubtree } from '../edits/delete-subtree.ts'
import type { FactInput } from '../edits/fact-rows.ts'
import { planMergeBranches } from '../edits/merge-branches.ts'
import { planMoveNode } from '../edits/move-node.ts'
import { planRemoveFacts } from '../edits/remove-facts.ts'
import { planRestoreElement } from '../edits/restore-element.ts'
import { planRestoreSubtree } from '../edits/restore-subtree.ts'
import type { NewId } from '../edits/row-change.ts'
import { planSplitNode } from '../edits/split-node.ts'
import { planUpdateBranch } from '../edits/update-branch.ts'
import { planUpdateElement } from '../edits/update-element.ts'
import { planUpdateHead } from '../edits/update-head.ts'
import { planUpdateNode } from '../edits/update-node.ts'
import type { Story } from '../model.ts'

/** Every edit there is, by name. */
const planners = {
  assertFacts: planAssertFacts,
  copySubtree: planCopySubtree,
  createBranch: planCreateBranch,
  createElement: planCreateElement,
  createNode: planCreateNode,
  deleteBranch: planDeleteBranch,
  deleteElement: planDeleteElement,
  deleteSubtree: planDeleteSubtree,
  mergeBranches: planMergeBranches,
  moveNode: planMoveNode,
  removeFacts: planRemoveFacts,
  restoreElement: planRestoreElement,
  restoreSubtree: planRestoreSubtree,
  splitNode: planSplitNode,
  updateBranch: planUpdateBranch,
  updateElement: planUpdateElement,
  updateHead: planUpdateHead,
  updateNode: planUpdateNode,
}
export type EditName = keyof typeof planners
export const editNames = Object.keys(planners) as EditName[]
/** An edit with its input, ready to be planned. */
export type Edit = { [K in EditName]: { name: K; input: Parameters<(typeof planners)[K]>[1] } }[EditName]
type Inputs = { [K in EditName]: Parameters<(typeof planners)[K]>[1] }

export function planEdit(story: Story, edit: Edit, newId: NewId): Change[] {
  const plan = planners[edit.name] as (story: Story, input: Edit['input'], newId: NewId) => Change[]
  return plan(story, edit.input, newId)
}

/** An edit before it is known which story it meets: its numbers choose among what is there then. */
export interface Step {
  name: EditName
  a: number
  b: number
  c: number
  words: string[]
  facts: FactInput[]
}

/** Spellings that mean the same, as they are stored: which of them is meant must make no difference. */
export const subjects = [
  ['Ann', 'ANN', 'ann'],
  ['Zoë', 'Zoe\u0308', 'ZOË'].map((s) => s.normalize('NFC')),
  ['old Tom', 'Old  Tom'],
]
const someWords = ['Ann ', 'walks. ', 'Zoë ', 'sings 🎵 ', '👩‍👩‍👧 ', 'rain', 'a', '\n']

const fact: fc.Arbitrary<FactInput> = fc.record({
  subject: fc.constantFrom(...subjects.flat(), ' Ann', 'Zoe\u0308'),
  attribute: fc.constantFrom('mood', 'Home'),
  value: fc.constantFrom('red', 'blue', '', null),
  span: fc.option(
    fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 6 })).map(([start, length]) => ({ start, end: start + length })),
  ),
})

/** Often edits that grow the story, so that there is something for the others to work on. */
const names = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...editNames) },
  { weight: 3, arbitrary: fc.constantFrom<EditName>('createNode', 'createNode', 'createBranch', 'assertFacts') },
)

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    name: names,
    a: fc.nat(9_999),
    b: fc.nat(9_999),
    c: fc.nat(9_999),
    words: fc.array(fc.constantFrom(...someWords), { maxLength: 6 }),
    facts: fc.array(fact, { maxLength: 3 }),
  }),
  { minLength: 10, maxLength: 60, size: 'max' },
)

/** What the step means in this story. It may well be an edit that is refused. */
export function editOf(story: Story, step: Step): Edit {
  return { name: step.name, input: inputs[step.name](story, step) } as Edit
}

const inputs: { [K in EditName]: (story: Story, step: Step) => Inputs[K] } = {
  assertFacts: (story, { a, facts }) => {
    const nodeId = aNode(story, a)
    return { nodeId, facts: fitting(facts, story.nodes.get(nodeId)?.content ?? '') }
  },
  copySubtree: (story, { a, b, c }) => ({ nodeId: aNode(story, a), parentId: aNode(story, b), position: aPosition(c) }),
  createBranch: (story, { a, b }) => ({ headNodeId: aNode(story, a), name: aName(b) }),
  createElement: (_story, { a, words }) => ({ kind: 'character', name: `Elf ${a % 9}`, fields: { words } }),
  createNode: (story, { a, b, c, words, facts }) => {
    const branch = story.branches.get(aBranch(story, b))
    const grows = branch !== undefined && a % 2 === 0
    const place = grows ? { parentId: branch.headNodeId, branchId: branch.id } : { parentId: aNode(story, a) }
    return {
      ...place,
      title: `Node ${b % 99}`,
      content: words.join(''),
      facts: fitting(facts, words.join('')),
      position: aPosition(c),
      metadata: { words },
    }
  },
  deleteBranch: (story, { a }) => ({ branchId: aBranch(story, a) }),
  deleteElement: (story, { a }) => ({ elementId: anyOf(story.elements, a), trashedAt: '2026-01-01T00:00:00.000Z' }),
  deleteSubtree: (story, { a }) => ({ nodeId: aNode(story, a) }),
  mergeBranches: (story, { a, b, words, facts }) => ({
    fromBranchId: aBranch(story, a),
    intoBranchId: aBranch(story, b),
    title: 'Both',
    content: words.join(''),
    facts: fitting(facts, words.join('')),
  }),
  moveNode: (story, { a, b, c }) => ({ nodeId: aNode(story, a), parentId: aNode(story, b), position: aPosition(c) }),
  removeFacts: (story, { a, b }) => ({ factIds: [anyOf(story.facts, a), anyOf(story.facts, b)] }),
  restoreElement: (story, { a }) => {
    const trashed = [...story.elements].filter(([, { trashedAt }]) => trashedAt !== null)
    return { elementId: anyOf(new Map(trashed), a) }
  },
  restoreSubtree: (story, { a }) => {
    const trashed = [...story.nodes.values()].flatMap(({ trashId }) => trashId ?? [])
    return { trashId: trashed[a % trashed.length] ?? 'none' }
  },
  splitNode: (story, { a, b }) => {
    const nodeId = aNode(story, a)
    return { nodeId, offset: b % ((story.nodes.get(nodeId)?.content.length ?? 0) + 1) }
  },
  updateBranch: (story, { a, b, c }) => ({
    branchId: aBranch(story, a),
    ...(c % 2 === 0 ? { name: aName(b) } : {}),
    ...(c % 3 === 0 ? { headNodeId: aNode(story, b) } : {}),
  }),
  updateElement: (story, { a, b, words }) => ({
    elementId: anyOf(story.elements, a),
    name: `Elf ${b % 9}`,
    fields: { words },
  }),
  updateHead: (_story, { a, words }) => ({ title: `Story ${a % 9}`, settings: { words } }),
  updateNode: (story, { a, b, c, words }) => {
    const nodeId = aNode(story, a)
    const content = story.nodes.get(nodeId)?.content ?? ''
    const at = b % (content.length + 1)
    const edited = [content.slice(0, at), ...words, content.slice(at + (c % 4))].join('').toWellFormed()
    return { nodeId, content: edited, ...(c % 2 === 0 ? { title: `Node ${b % 99}` } : { metadata: { words } }) }
  },
}

/** Now and then one that is in the trash, or none at all. */
function aNode(story: Story, n: number): string {
  const live = [...story.nodes.values()].filter((node) => node.trashId === null).map(({ id }) => id)
  return n % 16 === 0 ? anyOf(story.nodes, n) : (live[n % live.length] ?? 'none')
}

function aBranch(story: Story, n: number): string {
  return anyOf(story.branches, n)
}

function anyOf(rows: ReadonlyMap<string, unknown>, n: number): string {
  return [...rows.keys(), ...(n % 32 === 0 ? ['none'] : [])][n % Math.max(rows.size, 1)] ?? 'none'
}

function aName(n: number): string {
  return ['night', 'Night', ' day', 'dusk', 'dawn', 'main', 'noon'][n % 7] ?? ''
}

function aPosition(n: number): number | undefined {
  return n % 3 === 0 ? undefined : (n % 11) - 5 + 0.5 * (n % 2)
}

/** Spans that reach out of the content are cut there; facts that start behind it come from no particular place. */
function fitting(facts: readonly FactInput[], content: string): FactInput[] {
  return facts.map(({ span, ...said }) => {
    if (!span || span.start >= content.length) return said
    return { ...said, span: { start: span.start, end: Math.min(span.end, content.length) } }
  })
}
