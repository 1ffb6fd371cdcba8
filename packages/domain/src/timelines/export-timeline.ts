import { exportStory, storyFormatIds } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { readStory } from './read-story.ts'

export const exportTimelineInput = z.strictObject({
  timelineId: z.string().max(64),
  format: z.enum(storyFormatIds).describe('json is lossless; json and twee can be imported again, markdown too'),
  nodeId: z.string().max(64).optional().describe('Only the path from the root to this node'),
})
export const exportTimelineOutput = z.object({ text: z.string(), mimeType: z.string(), filename: z.string() })
export type ExportedTimeline = z.infer<typeof exportTimelineOutput>

/** A story of the caller's, or one path of it, as a text file. It is the state between two edits, never half of one. */
export async function exportTimeline(
  ctx: Pick<DomainContext, 'transact' | 'actor'>,
  { timelineId, format, nodeId }: z.infer<typeof exportTimelineInput>,
): Promise<ExportedTimeline> {
  const story = await readStory(ctx, { timelineId, nodeId })
  const options = nodeId === undefined ? {} : { headNodeId: nodeId }
  const { text, mimeType, extension } = exportStory(story, format, options)
  return { text, mimeType, filename: `${fileName(story.head.title)}.${extension}` }
}

/** A title as a file name that every system takes. */
function fileName(title: string): string {
  const name = title.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
  // At most 150 bytes of UTF-8 with the widest letters; no half of a surrogate pair.
  return (
    name
      .slice(0, 50)
      .toWellFormed()
      .replace(/^-+|[-\uFFFD]+$/g, '') || 'story'
  )
}
