import { planUpdateHead } from '@cronicl/core'
import { z } from 'zod'
import { type EditContext, editTimeline } from './edit-timeline.ts'
import { storyOf } from './load-story.ts'
import { requireVersion } from './require-version.ts'
import { showTimeline } from './show-rows.ts'
import { asJson, headFields, timelineIdInput, versionInput } from './story-inputs.ts'
import type { TimelineView } from './timeline-view.ts'

export const updateTimelineInput = z.strictObject({
  ...timelineIdInput,
  version: versionInput,
  title: headFields.title.optional(),
  description: headFields.description.optional(),
  settings: headFields.settings.optional().describe('All of them: those that are not given go'),
})

/** New title, description or settings of a story. CONFLICT with the present ones when they are not what was read. */
export function updateTimeline(ctx: EditContext, input: z.infer<typeof updateTimelineInput>): Promise<TimelineView> {
  return editTimeline(ctx, {
    timelineId: input.timelineId,
    kind: 'updateTimeline',
    plan: async (tx) => {
      if (input.version !== tx.timeline.version) requireVersion(input.version, await showTimeline(tx))
      const changes = planUpdateHead(storyOf(tx, {}), { ...input, settings: asJson(input.settings) })
      return { changes, summary: 'Changed the story' }
    },
    show: showTimeline,
  })
}
