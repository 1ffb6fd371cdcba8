import {
  createElement,
  createElementInput,
  createTimeline,
  createTimelineInput,
  createTimelineOutput,
  deleteElement,
  deleteElementInput,
  deleteTimeline,
  deleteTimelineInput,
  elementView,
  purgeTimeline,
  purgeTimelineInput,
  purgeTimelineOutput,
  rejectSuggestion,
  rejectSuggestionInput,
  rejectSuggestionOutput,
  restoreElement,
  restoreElementInput,
  restoreTimeline,
  restoreTimelineInput,
  timelineView,
  updateElement,
  updateElementInput,
  updateTimeline,
  updateTimelineInput,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'

const tags = ['timelines']

/** Stories as a whole: themselves, their bible and their suggestions. */
export const storyRoutes = {
  /** A new story: its root, and the branch `main` at it. */
  create: userProcedure
    .meta({ openapi: { method: 'POST', path: '/api/timelines', tags, summary: 'A new story', protect: true } })
    .input(createTimelineInput)
    .output(createTimelineOutput)
    .mutation(({ ctx, input }) => createTimeline(ctx.domain, input)),

  /** New title, description or settings. */
  update: userProcedure
    .meta({
      openapi: { method: 'PATCH', path: '/api/timelines/{timelineId}', tags, summary: 'Change a story', protect: true },
    })
    .input(updateTimelineInput)
    .output(timelineView)
    .mutation(({ ctx, input }) => updateTimeline(ctx.domain, input)),

  /** Puts a story in the trash, whole. */
  delete: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/timelines/{timelineId}',
        tags,
        summary: 'Put a story in the trash',
        protect: true,
      },
    })
    .input(deleteTimelineInput)
    .output(timelineView)
    .mutation(({ ctx, input }) => deleteTimeline(ctx.domain, input)),

  /** Takes a story out of the trash. */
  restore: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/restore',
        tags,
        summary: 'Take a story out of the trash',
        protect: true,
      },
    })
    .input(restoreTimelineInput)
    .output(timelineView)
    .mutation(({ ctx, input }) => restoreTimeline(ctx.domain, input)),

  /** Deletes a story in the trash for good. */
  purge: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/purge',
        tags,
        summary: 'Delete a story in the trash for good',
        protect: true,
      },
    })
    .input(purgeTimelineInput)
    .output(purgeTimelineOutput)
    .mutation(({ ctx, input }) => purgeTimeline(ctx.domain, input)),

  /** A new entry of the story bible. */
  createElement: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/elements',
        tags,
        summary: 'A new element',
        protect: true,
      },
    })
    .input(createElementInput)
    .output(elementView)
    .mutation(({ ctx, input }) => createElement(ctx.domain, input)),

  /** New name, description or fields of an element. */
  updateElement: userProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/api/timelines/{timelineId}/elements/{elementId}',
        tags,
        summary: 'Change an element',
        protect: true,
      },
    })
    .input(updateElementInput)
    .output(elementView)
    .mutation(({ ctx, input }) => updateElement(ctx.domain, input)),

  /** Puts an element in the trash. */
  deleteElement: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/timelines/{timelineId}/elements/{elementId}',
        tags,
        summary: 'Put an element in the trash',
        protect: true,
      },
    })
    .input(deleteElementInput)
    .output(elementView)
    .mutation(({ ctx, input }) => deleteElement(ctx.domain, input)),

  /** Takes an element out of the trash. */
  restoreElement: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/elements/{elementId}/restore',
        tags,
        summary: 'Take an element out of the trash',
        protect: true,
      },
    })
    .input(restoreElementInput)
    .output(elementView)
    .mutation(({ ctx, input }) => restoreElement(ctx.domain, input)),

  /** Turns a suggestion down, so that it does not come back. */
  rejectSuggestion: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/suggestions/{suggestionId}/reject',
        tags,
        summary: 'Turn a suggestion down',
        protect: true,
      },
    })
    .input(rejectSuggestionInput)
    .output(rejectSuggestionOutput)
    .mutation(({ ctx, input }) => rejectSuggestion(ctx.domain, input)),
}
