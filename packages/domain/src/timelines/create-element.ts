import { planCreateElement } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { type ElementView, elementKind } from './element-view.ts'
import { storyOf } from './load-story.ts'
import { rowIds } from './row-ids.ts'
import { showElement } from './show-rows.ts'
import { asJson, elementFields, timelineIdInput } from './story-inputs.ts'
import { quoted } from './summary.ts'

export const createElementInput = z.strictObject({
  ...timelineIdInput,
  kind: elementKind,
  name: elementFields.name,
  description: elementFields.description.optional(),
  fields: elementFields.fields.optional(),
})

/** A new entry of the story bible. */
export function createElement(ctx: EditContext, input: z.infer<typeof createElementInput>): Promise<ElementView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'createElement',
    plan: async (tx) => ({
      changes: planCreateElement(storyOf(tx, {}), { ...input, fields: asJson(input.fields) }, rowIds(tx)),
      summary: `Created the ${input.kind} ${quoted(input.name)}`,
    }),
    show: (tx, { changes }) => showElement(tx, changes[0]?.id ?? ''),
  })
}
