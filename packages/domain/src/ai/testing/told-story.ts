import { createBranch } from '../../timelines/create-branch.ts'
import { createElement } from '../../timelines/create-element.ts'
import { createNode } from '../../timelines/create-node.ts'
import { createTimeline } from '../../timelines/create-timeline.ts'
import type { EditContext } from '../../timelines/edit-timeline.ts'

/** In every text of the branch that stands beside `main`, and nowhere else. */
export const canary = 'zanzibarcanary'

export interface ToldStory {
  timelineId: string
  mainBranchId: string
  otherBranchId: string
  /** From the root to the head of `main`. */
  nodeIds: string[]
  forkNodeId: string
  /** Head of the other branch. */
  otherHeadId: string
  elementId: string
}

const texts = [
  ['The storm', 'Mara climbs the stairs of the lighthouse while the wind takes the shutters one by one.'],
  ['The boat', 'Out on the water a lantern goes out. Somebody calls her name, and Ilan answers from below.'],
] as const

/** A story of four nodes on `main` and one beside it, with facts on both sides of the fork and a bible. */
export async function tellStory(ctx: EditContext): Promise<ToldStory> {
  const root = { title: 'The island', content: 'Mara keeps a light that nobody pays for.' }
  const { id: timelineId, mainBranch } = await createTimeline(ctx, { title: 'The lighthouse', root })
  const nodeIds = [mainBranch.headNodeId]
  for (const [title, content] of texts) {
    const facts = [{ subject: 'Mara', attribute: 'place', value: title }]
    nodeIds.push((await createNode(ctx, { timelineId, branchId: mainBranch.id, title, content, facts })).id)
  }
  const forkNodeId = nodeIds[1] as string
  const other = await createBranch(ctx, { timelineId, name: canary, nodeId: forkNodeId })
  const aside = await createNode(ctx, {
    timelineId,
    branchId: other.id,
    title: `Beside ${canary}`,
    content: `Here the ${canary} sings to Mara until the morning comes.`,
    facts: [
      { subject: 'Mara', attribute: 'place', value: `with the ${canary}` },
      { subject: canary, attribute: 'song', value: 'old' },
    ],
  })
  const last = await createNode(ctx, {
    timelineId,
    branchId: mainBranch.id,
    title: 'The rescue',
    content: 'She rows out into the dark, and the sea lets her pass. Ilan holds the rope.',
    facts: [{ subject: 'Ilan', attribute: 'task', value: 'holds the rope' }],
  })
  const { id: elementId } = await createElement(ctx, {
    timelineId,
    kind: 'character',
    name: 'Mara',
    description: 'Stubborn and kind.',
  })
  await createElement(ctx, { timelineId, kind: 'location', name: 'Oldport', description: 'A town on the mainland.' })
  return {
    timelineId,
    mainBranchId: mainBranch.id,
    otherBranchId: other.id,
    nodeIds: [...nodeIds, last.id],
    forkNodeId,
    otherHeadId: aside.id,
    elementId,
  }
}
