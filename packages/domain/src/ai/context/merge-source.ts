import { type Canon, type CanonFact, factKey, validationError } from '@cronicl/core'
import { readActivePath } from '../../timelines/read-active-path.ts'
import type { AiContext } from '../ai-context.ts'
import type { MergeCanons } from '../answers/merge-answer.ts'
import type { FactPart } from '../prompts/story-sections.ts'
import { requireUserId } from '../../context.ts'
import { noSuchTimeline } from '../../timelines/path-ranges.ts'
import { readRejected } from '../suggestions/read-rejected.ts'
import { pinnedElements, rejectedParts } from './load-source.ts'
import type { PathNode, StorySource } from './story-source.ts'

/** One branch since the fork. */
export interface MergeSide {
  name: string
  path: readonly PathNode[]
}

/** Two branches to bring together. Its path and canon are those of the fork point; left is the one that grows. */
export interface MergeSource extends StorySource {
  left: MergeSide
  right: MergeSide
  canons: MergeCanons
}

/** Where two stored branches part, and where the merged node would stand. */
export interface StoredMerge {
  source: MergeSource
  /** Head of the branch that it goes into. */
  nodeId: string
}

interface StoredMergeInput {
  timelineId: string
  fromBranchId: string
  intoBranchId: string
  pinnedElementIds: readonly string[]
  rejected?: { title: string; content?: string | undefined }[] | undefined
}

/**
 * Two branches of a stored story: what they share, what each has since, and the three canons; nothing of any other
 * branch. NOT_FOUND for another user's; VALIDATION_ERROR when one has nothing that the other lacks.
 */
export async function mergeSourceOfTimeline(
  ctx: Pick<AiContext, 'db' | 'actor' | 'config'>,
  input: StoredMergeInput,
): Promise<StoredMerge> {
  const { timelineId } = input
  const [into, from] = await readBranches(ctx, input)
  const [left, right] = await Promise.all([
    readActivePath(ctx, { timelineId, nodeId: into.headNodeId }),
    readActivePath(ctx, { timelineId, nodeId: from.headNodeId }),
  ])
  const shared = left.nodes.findIndex((node, depth) => node.id !== right.nodes[depth]?.id)
  const forkDepth = shared === -1 ? left.nodes.length : shared
  if (forkDepth === right.nodes.length)
    throw validationError([{ path: ['fromBranchId'], message: 'This branch has nothing that the other one lacks.' }])
  const base = await readActivePath(ctx, { timelineId, nodeId: left.nodes[forkDepth - 1]?.id ?? '' })
  const { title, description } = left.timeline
  return {
    nodeId: into.headNodeId,
    source: {
      timelineId,
      story: { title, description },
      path: base.nodes,
      canon: base.canon.map(({ subject, attribute, value }) => ({ subject, attribute, value })),
      elements: pinnedElements(left, input.pinnedElementIds),
      rejected: [...rejectedParts(input.rejected), ...(await readRejected(ctx, timelineId, ['merge']))],
      left: { name: into.name, path: left.nodes.slice(forkDepth) },
      right: { name: from.name, path: right.nodes.slice(forkDepth) },
      canons: { base: canonMap(base.canon), left: canonMap(left.canon), right: canonMap(right.canon) },
    },
  }
}

interface BranchHead {
  id: string
  name: string
  headNodeId: string
}

async function readBranches(
  ctx: Pick<AiContext, 'db' | 'actor'>,
  { timelineId, fromBranchId, intoBranchId }: StoredMergeInput,
): Promise<[into: BranchHead, from: BranchHead]> {
  const timeline = await ctx.db.timeline.findFirst({
    where: { id: timelineId, userId: requireUserId(ctx), trashedAt: null },
    select: {
      branches: {
        where: { id: { in: [fromBranchId, intoBranchId] } },
        select: { id: true, name: true, headNodeId: true },
      },
    },
  })
  if (!timeline) throw noSuchTimeline()
  const find = (id: string, field: string): BranchHead => {
    const branch = timeline.branches.find((one) => one.id === id)
    if (!branch) throw validationError([{ path: [field], message: 'The story has no such branch.' }])
    return branch
  }
  return [find(intoBranchId, 'intoBranchId'), find(fromBranchId, 'fromBranchId')]
}

/** Facts that a request brought, as a canon: nobody knows which nodes asserted them. */
export function canonOfParts(facts: readonly FactPart[]): Canon {
  return new Map(
    facts.map(({ subject, attribute, value }): [string, CanonFact] => {
      const key = factKey(subject, attribute)
      return [key, { key, subject, attribute, value, nodeId: '', factId: '', span: null }]
    }),
  )
}

function canonMap(facts: readonly CanonFact[]): Canon {
  return new Map(facts.map((fact) => [fact.key, fact]))
}
