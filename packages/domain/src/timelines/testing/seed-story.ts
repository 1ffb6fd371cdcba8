import { type Story, type StoryNode, mainBranch, newId } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { insertStory } from '../insert-story.ts'

export interface StoryShape {
  /** Nodes in all, with the root; at least 1. */
  nodes: number
  /** `chain`: one long path. `bushy`: each node has `fanout` children, breadth first. Default: chain. */
  shape?: 'chain' | 'bushy'
  /** Default: 3. */
  fanout?: number
  /** Facts at every node; each path asserts anew what it said before. Default: none. */
  factsPerNode?: number
  /** Facts of the story that differ in what they are about. Default: 50. */
  factKeys?: number
  /** Of each node. Default: a line. */
  content?: string
}

export interface SeededStory {
  timelineId: string
  /** Breadth first, from the root. */
  nodeIds: string[]
  mainBranchId: string
}

/** A story of any size and shape, stored at once in bulk, for tests and benchmarks. `main` stands at the last node. */
export async function seedStory(
  db: Db,
  { userId, at, ...shape }: StoryShape & { userId: string; at: Date },
): Promise<SeededStory> {
  const { story, ...seeded } = growStory(shape)
  const timelineId = newId('timeline')
  await insertStory({ db, timelineId, at }, userId, story)
  return { timelineId, ...seeded }
}

/** The same story as plain values. */
function growStory(shape: StoryShape): { story: Story; nodeIds: string[]; mainBranchId: string } {
  const { factsPerNode = 0, factKeys = 50 } = shape
  const nodeIds = Array.from({ length: shape.nodes }, () => newId('node') as string)
  const fanout = shape.shape === 'bushy' ? (shape.fanout ?? 3) : 1
  const nodes = new Map(
    nodeIds.map((id, index): [string, StoryNode] => [id, node(id, index, nodeIds[Math.floor((index - 1) / fanout)])]),
  )
  if (shape.content !== undefined) for (const one of nodes.values()) one.content = shape.content
  const facts = nodeIds.flatMap((nodeId, index) =>
    Array.from({ length: factsPerNode }, (_, i) => ({
      id: newId('fact') as string,
      nodeId,
      subject: `subject ${(index * factsPerNode + i) % factKeys}`,
      attribute: 'state',
      value: `at ${index}`,
      span: null,
    })),
  )
  const mainBranchId = newId('branch')
  const main = { id: mainBranchId, name: mainBranch, headNodeId: nodeIds.at(-1) ?? '', version: 1 }
  return {
    story: {
      head: { title: 'A long story', description: '', settings: {}, version: 1 },
      nodes,
      branches: new Map([[mainBranchId, main]]),
      elements: new Map(),
      facts: new Map(facts.map((fact) => [fact.id, fact])),
    },
    nodeIds,
    mainBranchId,
  }
}

function node(id: string, index: number, parentId: string | undefined): StoryNode {
  return {
    id,
    parentId: parentId ?? null,
    mergedNodeId: null,
    title: `Node ${index}`,
    content: `What happens at ${index}.`,
    kind: 'scene',
    position: index,
    metadata: {},
    version: 1,
    trashId: null,
  }
}
