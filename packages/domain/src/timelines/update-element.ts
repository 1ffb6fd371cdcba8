import { planUpdateElement } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import type { ElementView } from './element-view.ts'
import { loadElements, storyOf } from './load-story.ts'
import { requireVersion } from './require-version.ts'
import { showElement } from './show-rows.ts'
import { asJson, elementFields, given, idInput, timelineIdInput, versionInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const updateElementInput = z.strictObject({
  ...timelineIdInput,
  elementId: idInput,
  version: versionInput,
  name: elementFields.name.optional(),
  description: elementFields.description.optional(),
  fields: elementFields.fields.optional().describe('All of them: keys that are not given go'),
})

/** New name, description or fields of an element. CONFLICT with the present one when it is not what was read. */
export function updateElement(ctx: EditContext, input: z.infer<typeof updateElementInput>): Promise<ElementView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'updateElement',
    plan: async (tx) => {
      const elements = await loadElements(tx, input.elementId)
      const changes = planUpdateElement(storyOf(tx, { elements }), given({ ...input, fields: asJson(input.fields) }))
      if (elements[0]?.version !== input.version) requireVersion(input.version, await showElement(tx, input.elementId))
      return { changes, summary: `Changed the ${elements[0]?.kind} ${quoted(input.name ?? elements[0]?.name ?? '')}` }
    },
    show: (tx) => showElement(tx, input.elementId),
  })
}
