import {
  type ReadableStoryFormatId,
  type Story,
  importStory,
  newId,
  readableStoryFormatIds,
  storyTitleMax,
  validationError,
} from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { insertStory } from './insert-story.ts'
import { type TimelineView, timelineSelect, toTimelineView } from './timeline-view.ts'

/** Characters of an imported text: 50,000 nodes of some hundred characters each. */
export const importTextMax = 32 * 1024 * 1024

/** Bytes of the request that brings it. */
export const importBodyLimitBytes = 40 * 1024 * 1024

const formats = readableStoryFormatIds as [ReadableStoryFormatId, ...ReadableStoryFormatId[]]

export const importTimelineInput = z.strictObject({
  format: z.enum(formats),
  text: z.string().max(importTextMax),
  title: z.string().min(1).max(storyTitleMax).optional().describe("In place of the file's own"),
})

/**
 * A new story of the caller's out of a text, with new ids throughout and nothing to undo: all of it, or nothing.
 * VALIDATION_ERROR names line and column of what is malformed or beyond a limit.
 */
export async function importTimeline(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  { format, text, title }: z.infer<typeof importTimelineInput>,
): Promise<TimelineView> {
  const userId = requireUserId(ctx)
  const story = importStory(text, format, newId)
  requireStorable(story)
  const head = title === undefined ? story.head : { ...story.head, title }
  const id = newId('timeline')
  return ctx.transact(async ({ db }) => {
    await insertStory({ db, timelineId: id, at: ctx.clock.now() }, userId, { ...story, head })
    return toTimelineView(await db.timeline.findUniqueOrThrow({ where: { id }, select: timelineSelect }))
  })
}

/** Versions count on from where they are; one at the end of what a column holds could never be edited. */
const versionMax = 1_000_000_000

function requireStorable({ head, nodes, branches, elements }: Story): void {
  const rows = [head, ...nodes.values(), ...branches.values(), ...elements.values()]
  if (rows.some((row) => row.version > versionMax))
    throw validationError([{ path: ['text'], message: `A version is at most ${versionMax}.` }])
}
