import { planRestoreElement } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import type { ElementView } from './element-view.ts'
import { loadElements, storyOf } from './load-story.ts'
import { showElement } from './show-rows.ts'
import { idInput, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const restoreElementInput = z.strictObject({ ...timelineIdInput, elementId: idInput })

/** Takes an element out of the trash. NOT_FOUND when it is not there. */
export function restoreElement(ctx: EditContext, input: z.infer<typeof restoreElementInput>): Promise<ElementView> {
  const { elementId } = input
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'restoreElement',
    plan: async (tx) => {
      const elements = await loadElements(tx, elementId)
      const changes = planRestoreElement(storyOf(tx, { elements }), { elementId })
      return { changes, summary: `Restored the ${elements[0]?.kind} ${quoted(elements[0]?.name ?? '')}` }
    },
    show: (tx) => showElement(tx, elementId),
  })
}
