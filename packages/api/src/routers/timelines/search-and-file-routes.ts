import {
  exportTimeline,
  exportTimelineInput,
  exportTimelineOutput,
  importBodyLimitBytes,
  importTimeline,
  importTimelineInput,
  searchPage,
  searchStories,
  searchStoriesInput,
  searchTimelineInput,
  timelineView,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'

const tags = ['timelines']

/** Search in stories, and stories as files. */
export const searchAndFileRoutes = {
  /** Nodes and elements that match, of all stories or of one. */
  search: userProcedure
    .meta({ openapi: { method: 'GET', path: '/api/story-search', tags, summary: 'Search all stories', protect: true } })
    .input(searchStoriesInput)
    .output(searchPage)
    .query(({ ctx, input }) => searchStories(ctx.domain, input)),

  /** The same in one story. */
  searchTimeline: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/search',
        tags,
        summary: 'Search a story',
        protect: true,
      },
    })
    .input(searchTimelineInput)
    .output(searchPage)
    .query(({ ctx, input }) => searchStories(ctx.domain, input)),

  /** A story, or one path of it, as JSON, Markdown, Twee, ink or Fountain. */
  exportTimeline: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/export',
        tags,
        summary: 'A story as a text file',
        protect: true,
      },
    })
    .input(exportTimelineInput)
    .output(exportTimelineOutput)
    .query(({ ctx, input }) => exportTimeline(ctx.domain, input)),

  /** A new story out of a text file: all of it, or nothing. */
  importTimeline: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/import',
        tags,
        summary: 'A story out of JSON, Twee or Markdown',
        protect: true,
        successStatus: 201,
      },
      bodyLimitBytes: importBodyLimitBytes,
    })
    .input(importTimelineInput)
    .output(timelineView)
    .mutation(({ ctx, input }) => importTimeline(ctx.domain, input)),
}
