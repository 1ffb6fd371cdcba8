import { type Fact, type Story, type StoryElement, type StoryNode, mainBranch, newId } from '@cronicl/core'
import type { Database } from '@cronicl/db'
import { insertStory } from '../insert-story.ts'
import type { StoryContext, StoryWriter } from './open-story-house.ts'

export interface TreeNode {
  /** Index of the parent, which stands before it; null for the root. */
  parent: number | null
  title?: string
  content?: string
  /** Index of the node whose deletion it is part of. */
  trash?: number
  /** [subject, attribute, value] */
  facts?: [string, string, string | null][]
}

export interface StoryPlan {
  nodes: TreeNode[]
  /** Name → index of the head; `main` stands at the last node unless it is here. */
  branches?: Record<string, number>
  elements?: Partial<StoryElement>[]
  head?: Partial<Story['head']>
}

export interface PlannedStory {
  timelineId: string
  story: Story
  /** Ids by index. */
  nodes: string[]
  /** Ids by name. */
  branches: Record<string, string>
}

/** A story of the writer's, with just these nodes, facts and elements. */
export async function plantStory({ userId, ctx }: StoryWriter, plan: StoryPlan): Promise<PlannedStory> {
  const nodes = plan.nodes.map(() => newId('node') as string)
  const heads = Object.entries({ [mainBranch]: nodes.length - 1, ...plan.branches })
  const rows = heads.map(([name, head]) => ({ id: newId('branch'), name, headNodeId: nodes[head] ?? '', version: 1 }))
  const elements = (plan.elements ?? []).map((element) => toElement(element))
  const story: Story = {
    head: { title: 'The lighthouse', description: '', settings: {}, version: 1, ...plan.head },
    nodes: new Map(plan.nodes.map((node, index) => [nodes[index] ?? '', toNode(node, index, nodes)])),
    branches: new Map(rows.map((branch) => [branch.id, branch])),
    elements: new Map(elements.map((element) => [element.id, element])),
    facts: new Map(
      plan.nodes.flatMap((node, index) => toFacts(node, nodes[index] ?? '')).map((fact) => [fact.id, fact]),
    ),
  }
  const timelineId = newId('timeline')
  await insertStory({ db: ctx.db, timelineId, at: ctx.clock.now() }, userId, story)
  return { timelineId, story, nodes, branches: Object.fromEntries(rows.map(({ name, id }) => [name, id])) }
}

function toNode(node: TreeNode, index: number, ids: readonly string[]): StoryNode {
  return {
    id: ids[index] ?? '',
    parentId: node.parent === null ? null : (ids[node.parent] ?? ''),
    mergedNodeId: null,
    title: node.title ?? `Node ${index}`,
    content: node.content ?? `What happens at ${index}.`,
    kind: 'scene',
    position: index,
    metadata: {},
    version: 1,
    trashId: node.trash === undefined ? null : (ids[node.trash] ?? ''),
  }
}

function toFacts(node: TreeNode, nodeId: string): Fact[] {
  return (node.facts ?? []).map(([subject, attribute, value]) => ({
    id: newId('fact'),
    nodeId,
    subject,
    attribute,
    value,
    span: null,
  }))
}

function toElement(element: Partial<StoryElement>): StoryElement {
  const row = { kind: 'character', name: 'Mara', description: '', fields: {}, version: 1, trashedAt: null } as const
  return { id: newId('element'), ...row, ...element }
}

/** What `work` asks of the database: a raw query is one statement; what Prisma writes itself may be several. */
export async function operationsOf(
  ctx: StoryContext,
  work: (ctx: StoryContext) => Promise<unknown>,
): Promise<string[]> {
  const operations: string[] = []
  const db = (ctx.db as Database).$extends({
    query: {
      $allOperations: ({ operation, args, query }) => {
        operations.push(operation)
        return query(args)
      },
    },
  })
  await work({ ...ctx, db: db as unknown as Database })
  return operations
}
