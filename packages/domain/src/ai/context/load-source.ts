import { validationError } from '@cronicl/core'
import { type ActivePath, readActivePath } from '../../timelines/read-active-path.ts'
import type { AiContext } from '../ai-context.ts'
import type { StatelessInput, TimelineInput } from '../ai-inputs.ts'
import { getProfile } from '../profile/get-profile.ts'
import type { CreatorProfile } from '../profile/profile-fields.ts'
import type { RejectedPart } from '../prompts/story-sections.ts'
import { type SuggestionKind, readRejected } from '../suggestions/read-rejected.ts'
import type { StorySource } from './story-source.ts'

/** A story as the request brought it. */
export function sourceOfInput(
  input: Pick<StatelessInput, 'activePath' | 'branchCanon' | 'elements' | 'rejected'>,
): StorySource {
  return {
    timelineId: null,
    story: null,
    path: input.activePath.map(({ id, title, content }) => ({ id: id ?? null, title, content })),
    canon: input.branchCanon,
    elements: input.elements,
    rejected: rejectedParts(input.rejected),
  }
}

/**
 * A stored story as it is at a node: the path from its root, and nothing beside it. What was rejected of `kinds` comes
 * along. NOT_FOUND for another user's, VALIDATION_ERROR for a pinned element that the story does not have.
 */
export async function sourceOfTimeline(
  ctx: Pick<AiContext, 'db' | 'actor' | 'config'>,
  input: Pick<TimelineInput, 'timelineId' | 'nodeId' | 'pinnedElementIds' | 'rejected'>,
  kinds: readonly SuggestionKind[],
): Promise<StorySource> {
  const active = await readActivePath(ctx, { timelineId: input.timelineId, nodeId: input.nodeId })
  const rejected = await readRejected(ctx, input.timelineId, kinds)
  return {
    timelineId: active.timeline.id,
    story: { title: active.timeline.title, description: active.timeline.description },
    path: active.nodes.map(({ id, title, content }) => ({ id, title, content })),
    canon: active.canon.map(({ subject, attribute, value }) => ({ subject, attribute, value })),
    elements: pinnedElements(active, input.pinnedElementIds),
    rejected: [...rejectedParts(input.rejected), ...rejected],
  }
}

/** The profile that the request brought, else the caller's stored one. */
export async function profileOf(
  ctx: Pick<AiContext, 'db' | 'actor'>,
  given: CreatorProfile | undefined,
): Promise<CreatorProfile> {
  if (given) return given
  const { updatedAt: _, ...stored } = await getProfile(ctx)
  return stored
}

export function rejectedParts(given: StatelessInput['rejected']): RejectedPart[] {
  return (given ?? []).map(({ title, content }) => (content === undefined ? { title } : { title, content }))
}

export function pinnedElements(
  { elements }: Pick<ActivePath, 'elements'>,
  pinnedIds: readonly string[],
): StorySource['elements'] {
  const missing = pinnedIds.flatMap((id, index) =>
    elements.some((element) => element.id === id)
      ? []
      : [{ path: ['pinnedElementIds', index], message: 'The story has no such element.' }],
  )
  if (missing.length > 0) throw validationError(missing)
  return elements.map(({ id, kind, name, description, fields }) => ({
    kind,
    name,
    description,
    fields,
    pinned: pinnedIds.includes(id),
  }))
}
