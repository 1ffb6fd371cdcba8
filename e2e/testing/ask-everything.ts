import type { CroniclClient } from '@cronicl/client'

/** What the procedures are asked about: a story with two branches whose canons disagree. */
export interface StoredStory {
  timelineId: string
  nodeId: string
  mainBranchId: string
  otherBranchId: string
}

const occupation = (value: string) => [{ subject: 'Mara', attribute: 'occupation', value }]
const islandText = { title: 'The island', content: 'Mara keeps a light that nobody pays for.' }
const stormText = {
  title: 'The storm',
  content: 'Mara climbs the stairs. The wind takes the shutters, and Ilan is late again.',
}
const activePath = [islandText, stormText]

export async function writeStory({ api }: CroniclClient, canary: string): Promise<StoredStory> {
  const { id: timelineId, mainBranch: main } = await api.timelines.create.mutate({ title: 'The lighthouse' })
  const add = async (parentId: string, node: { title: string; content: string; occupation?: string }) => {
    const { occupation: value, ...fields } = node
    const facts = value === undefined ? [] : occupation(value)
    return (await api.timelines.createNode.mutate({ timelineId, parentId, ...fields, facts })).id
  }
  const island = await add(main.headNodeId, { ...islandText, occupation: 'keeper' })
  const storm = await add(island, { ...stormText, occupation: 'captain' })
  const calm = await add(island, { title: 'The calm', content: 'No wind at all.', occupation: 'ghost' })
  await add(island, { title: 'The unchosen', content: `Nobody came here, but for a ${canary}.` })
  await api.timelines.updateBranch.mutate({ timelineId, branchId: main.id, version: main.version, headNodeId: storm })
  const other = await api.timelines.createBranch.mutate({ timelineId, name: 'calm', nodeId: calm })
  return { timelineId, nodeId: storm, mainBranchId: main.id, otherBranchId: other.id }
}

/** The last event of a stream. */
async function last<T>(events: AsyncIterable<T>): Promise<T> {
  let event: T | undefined
  for await (event of events);
  if (event === undefined) throw new Error('the stream had no event')
  return event
}

export const procedures = [
  'suggest',
  'suggestStream',
  'expand',
  'expandStream',
  'canonDiff',
  'mergePropose',
  'summarizePath',
  'suggestFromTimeline',
  'expandFromTimeline',
  'canonDiffFromTimeline',
  'mergeProposeFromTimeline',
  'generateText',
  'generateTextStream',
] as const
export type Procedure = (typeof procedures)[number]

/** Every procedure that calls a model, each with an input that takes one call. */
export function questions({ api }: CroniclClient, story: StoredStory): Record<Procedure, () => Promise<object>> {
  const stored = { timelineId: story.timelineId, nodeId: story.nodeId }
  const branchCanon = occupation('keeper')
  return {
    suggest: () => api.ai.suggest.mutate({ activePath, branchCanon, count: 10, explorationRatio: 0.3 }),
    suggestStream: () => last(api.ai.suggestStream.subscribe({ activePath, count: 2 })),
    expand: () => api.ai.expand.mutate({ activePath, branchCanon }),
    expandStream: () => last(api.ai.expandStream.subscribe({ activePath })),
    canonDiff: () => api.ai.canonDiff.mutate({ content: stormText.content, branchCanon }),
    mergePropose: () =>
      api.ai.mergePropose.mutate({
        base: { path: [islandText], canon: branchCanon },
        left: { path: [stormText], canon: occupation('captain') },
        right: { path: [stormText], canon: occupation('ghost') },
      }),
    summarizePath: () => api.ai.summarizePath.mutate({ activePath }),
    suggestFromTimeline: () => api.ai.suggestFromTimeline.mutate(stored),
    expandFromTimeline: () => api.ai.expandFromTimeline.mutate(stored),
    canonDiffFromTimeline: () => api.ai.canonDiffFromTimeline.mutate(stored),
    mergeProposeFromTimeline: () =>
      api.ai.mergeProposeFromTimeline.mutate({
        timelineId: story.timelineId,
        fromBranchId: story.otherBranchId,
        intoBranchId: story.mainBranchId,
      }),
    generateText: () => api.ai.generateText.mutate({ prompt: 'A rainy street.' }),
    generateTextStream: () => last(api.ai.generateTextStream.subscribe({ prompt: 'A rainy street.' })),
  }
}
