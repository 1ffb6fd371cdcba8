import { factsPerNodeMax, planRemoveFacts } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { loadFacts, loadOutline, storyOf, withIds } from './load-story.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'
import { counted } from './summary.ts'

export const removeFactsInput = z.strictObject({
  ...timelineIdInput,
  factIds: z.array(idInput).min(1).max(factsPerNodeMax).describe('Of any nodes of the story'),
})
export const removeFactsOutput = z.object({ ids: z.array(z.string()) })

/** Takes facts away, as if they had never been asserted. To end what a node above says, assert null. */
export function removeFacts(
  ctx: EditContext,
  input: z.infer<typeof removeFactsInput>,
): Promise<z.infer<typeof removeFactsOutput>> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'removeFacts',
    plan: async (tx) => {
      const facts = await loadFacts(tx, input.factIds)
      const nodes = await loadOutline(tx, withIds(facts.map((fact) => fact.nodeId)))
      const changes = planRemoveFacts(storyOf(tx, { nodes, facts }), input)
      return { changes, summary: `Removed ${counted(changes.length, 'fact')}` }
    },
    show: async (_tx, { changes }) => ({ ids: changes.map((change) => change.id) }),
  })
}
