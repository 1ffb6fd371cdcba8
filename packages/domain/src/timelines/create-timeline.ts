import { newId, newStory } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type BranchView, branchView } from './branch-view.ts'
import { insertStory } from './insert-story.ts'
import { rowIds } from './row-ids.ts'
import { showBranch, showTimeline } from './show-rows.ts'
import { asJson, given, headFields, nodeFields } from './story-inputs.ts'
import { type TimelineView, timelineView } from './timeline-view.ts'

export const createTimelineInput = z.strictObject({
  title: headFields.title,
  description: headFields.description.optional(),
  settings: headFields.settings.optional(),
  root: z
    .strictObject({
      title: nodeFields.title.optional(),
      content: nodeFields.content.optional(),
      kind: nodeFields.kind.optional(),
      metadata: nodeFields.metadata.optional(),
    })
    .optional()
    .describe("Where the story begins; its title is the story's when none is given"),
})
export const createTimelineOutput = timelineView.extend({ mainBranch: branchView })

/** A new story of the caller's: its root, and `main` at it. There is nothing to undo in it yet. */
export async function createTimeline(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof createTimelineInput>,
): Promise<TimelineView & { mainBranch: BranchView }> {
  const userId = requireUserId(ctx)
  const at = ctx.clock.now()
  const { root, settings, ...head } = input
  const story = newStory(
    { ...head, settings: asJson(settings), root: root && given({ ...root, metadata: asJson(root.metadata) }) },
    rowIds({ at }),
  )
  const timelineId = newId('timeline', at.getTime())
  return ctx.transact(async ({ db }) => {
    await insertStory({ db, timelineId, at }, userId, story)
    const [mainId = ''] = story.branches.keys()
    return { ...(await showTimeline({ db, timelineId })), mainBranch: await showBranch({ db, timelineId }, mainId) }
  })
}
