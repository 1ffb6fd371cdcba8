import { type Fact, type Story, type StoryNode, mainBranch, newId, systemClock } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { insertStory } from '@cronicl/domain'

export interface PlantedStory {
  timelineId: string
  /** The last node of the longest path. */
  deepest: string
  /** Below it stand 1,000 nodes, itself among them. */
  thousand: string
}

export interface StoryMeasure {
  nodes: number
  depth: number
  facts: number
  /** Whether the facts stand along the longest path alone, or at nodes all over the story. */
  factsOn: 'path' | 'story'
}

/** Facts that differ in what they are about: some dozens of people and things with ten attributes each. */
const keys = 600
const paragraph = 'She climbs the stairs of the lighthouse, and the lamp swings in the fog. '.repeat(6)

/**
 * A story as a long-running one may look: one path of `depth`, a branch of 1,000 nodes at half of it, and side branches
 * of 100 all along, some of them on each other. The same story each time.
 */
export async function plantStory(db: Db, userId: string, measure: StoryMeasure): Promise<PlantedStory> {
  const { depth } = measure
  const nodes: StoryNode[] = []
  const grow = (parent: number | null, count: number): void => {
    for (let i = 0; i < count; i++) nodes.push(toNode(nodes.length, nodes[i === 0 ? (parent ?? -1) : nodes.length - 1]))
  }
  grow(null, depth)
  grow(depth / 2, 1_000)
  for (let i = 0; nodes.length < measure.nodes; i++) {
    const at = (i * 7_919) % (nodes.length - 1_000)
    // Nothing grows on the thousand.
    grow(at < depth ? at : at + 1_000, Math.min(100, measure.nodes - nodes.length))
  }
  const deepest = nodes[depth - 1]?.id ?? ''
  const branchId = newId('branch')
  const facts = factsOf(measure, nodes)
  const story: Story = {
    head: { title: 'The lighthouse', description: '', settings: { language: 'english' }, version: 1 },
    nodes: new Map(nodes.map((node) => [node.id, node])),
    branches: new Map([[branchId, { id: branchId, name: mainBranch, headNodeId: deepest, version: 1 }]]),
    elements: new Map(),
    facts: new Map(facts.map((fact) => [fact.id, fact])),
  }
  const timelineId = newId('timeline')
  await insertStory({ db, timelineId, at: systemClock.now() }, userId, story)
  return { timelineId, deepest, thousand: nodes[depth]?.id ?? '' }
}

function toNode(index: number, parent: StoryNode | undefined): StoryNode {
  return {
    id: newId('node'),
    parentId: parent?.id ?? null,
    mergedNodeId: null,
    title: `Scene ${index}`,
    content: paragraph,
    kind: 'scene',
    position: index,
    metadata: {},
    version: 1,
    trashId: null,
  }
}

function factsOf({ facts, factsOn, depth }: StoryMeasure, nodes: readonly StoryNode[]): Fact[] {
  const places = factsOn === 'path' ? depth : nodes.length
  return Array.from({ length: facts }, (_, index) => {
    const key = (index * 7_919) % keys
    return {
      id: newId('fact'),
      nodeId: nodes[Math.floor((index * places) / facts)]?.id ?? '',
      subject: `${names[Math.floor(key / attributes.length)]}`,
      attribute: attributes[key % attributes.length] ?? '',
      value: index % 20 === 19 ? null : `as it is told in scene ${index}`,
      span: null,
    }
  })
}

const attributes = ['mood', 'place', 'age', 'secret', 'debt', 'fear', 'home', 'ally', 'oath', 'wound']
const people = ['Mara', 'Ivo', 'Lena', 'Oriel', 'Sable', 'Quill', 'Wren', 'Juno', 'Edda', 'Rook', 'Faye', 'Nils']
const names = ['', ' the elder', ' of the harbour', "'s brother", ' the keeper'].flatMap((more) =>
  people.map((name) => `${name}${more}`),
)
