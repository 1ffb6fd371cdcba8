import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { activePathInput, statelessFields, timelineFields } from './ai-inputs.ts'
import { sourceOfInput, sourceOfTimeline } from './context/load-source.ts'
import type { StorySource } from './context/story-source.ts'

/** Fields of a procedure that takes a story from the request or from a stored timeline. */
export const eitherFields = {
  ...statelessFields,
  activePath: activePathInput.optional(),
  timelineId: timelineFields.timelineId.optional().describe('In place of `activePath`, with `nodeId`'),
  nodeId: timelineFields.nodeId.optional(),
  pinnedElementIds: timelineFields.pinnedElementIds,
}
const eitherObject = z.strictObject(eitherFields)
export type EitherStory = z.infer<typeof eitherObject>

export const eitherMessage = { message: 'Send `activePath`, or `timelineId` and `nodeId`.', path: ['activePath'] }

/** Whether the story is named in exactly one of the two ways. */
export function namesOneStory({ activePath, timelineId, nodeId }: Partial<EitherStory>): boolean {
  const isStored = timelineId !== undefined && nodeId !== undefined
  return activePath === undefined ? isStored : timelineId === undefined && nodeId === undefined
}

/** The story that the request holds or names. */
export async function sourceOfEither(
  ctx: Pick<AiContext, 'db' | 'actor' | 'config'>,
  input: EitherStory,
): Promise<StorySource> {
  if (input.activePath) return sourceOfInput({ ...input, activePath: input.activePath })
  const { timelineId = '', nodeId = '' } = input
  return sourceOfTimeline(ctx, { ...input, timelineId, nodeId }, ['ghost', 'inline'])
}
