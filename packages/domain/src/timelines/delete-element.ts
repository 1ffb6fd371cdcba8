import { planDeleteElement } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import type { ElementView } from './element-view.ts'
import { loadElements, storyOf } from './load-story.ts'
import { showElement } from './show-rows.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const deleteElementInput = z.strictObject({ ...timelineIdInput, elementId: idInput })

/** Puts an element in the trash. NOT_FOUND also when it is there already. */
export function deleteElement(ctx: EditContext, input: z.infer<typeof deleteElementInput>): Promise<ElementView> {
  const { elementId } = input
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'deleteElement',
    plan: async (tx) => {
      const elements = await loadElements(tx, elementId)
      const changes = planDeleteElement(storyOf(tx, { elements }), { elementId, trashedAt: tx.at.toISOString() })
      return { changes, summary: `Deleted the ${elements[0]?.kind} ${quoted(elements[0]?.name ?? '')}` }
    },
    show: (tx) => showElement(tx, elementId),
  })
}
