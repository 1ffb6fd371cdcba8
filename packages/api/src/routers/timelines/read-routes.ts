import {
  canonAt,
  canonAtInput,
  canonView,
  deletionPage,
  elementPage,
  elementView,
  factPage,
  getChildren,
  getChildrenInput,
  getElement,
  getElementInput,
  getNode,
  getNodeInput,
  getPath,
  getPathInput,
  getTimeline,
  getTimelineInput,
  getTree,
  getTreeInput,
  listElements,
  listElementsInput,
  listNodeFacts,
  listNodeFactsInput,
  listSuggestions,
  listSuggestionsInput,
  listTimelines,
  listTimelinesInput,
  listTrash,
  listTrashInput,
  nodeWithFactsView,
  outlinePage,
  pathView,
  suggestionPage,
  timelinePage,
  timelineWithCounts,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'
import { branchReadRoutes } from './branch-read-routes.ts'
import { searchAndFileRoutes } from './search-and-file-routes.ts'

const tags = ['timelines']

/** Everything that is read of stories, and what makes files of them and back. */
export const readRoutes = {
  /** The caller's stories, newest first. */
  list: userProcedure
    .meta({ openapi: { method: 'GET', path: '/api/timelines', tags, summary: 'Stories, newest first', protect: true } })
    .input(listTimelinesInput)
    .output(timelinePage)
    .query(({ ctx, input }) => listTimelines(ctx.domain, input)),

  /** One story, and how much is in it. */
  get: userProcedure
    .meta({
      openapi: { method: 'GET', path: '/api/timelines/{timelineId}', tags, summary: 'One story', protect: true },
    })
    .input(getTimelineInput)
    .output(timelineWithCounts)
    .query(({ ctx, input }) => getTimeline(ctx.domain, input)),

  /** The live nodes of a story without their contents. */
  tree: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/tree',
        tags,
        summary: 'The nodes of a story, without contents',
        protect: true,
      },
    })
    .input(getTreeInput)
    .output(outlinePage)
    .query(({ ctx, input }) => getTree(ctx.domain, input)),

  /** One node with what is asserted at it. */
  getNode: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}',
        tags,
        summary: 'One node, with its facts',
        protect: true,
      },
    })
    .input(getNodeInput)
    .output(nodeWithFactsView)
    .query(({ ctx, input }) => getNode(ctx.domain, input)),

  /** The nodes from the root to one, both in it. */
  path: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/path',
        tags,
        summary: 'The nodes from the root to one',
        protect: true,
      },
    })
    .input(getPathInput)
    .output(pathView)
    .query(({ ctx, input }) => getPath(ctx.domain, input)),

  /** The live children of a node, in order. */
  children: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/children',
        tags,
        summary: 'The children of a node',
        protect: true,
      },
    })
    .input(getChildrenInput)
    .output(outlinePage)
    .query(({ ctx, input }) => getChildren(ctx.domain, input)),

  /** The facts that hold at a node. */
  canonAt: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/canon',
        tags,
        summary: 'What holds at a node',
        protect: true,
      },
    })
    .input(canonAtInput)
    .output(canonView)
    .query(({ ctx, input }) => canonAt(ctx.domain, input)),

  /** What is asserted at one node itself. */
  nodeFacts: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/facts',
        tags,
        summary: 'What is asserted at a node',
        protect: true,
      },
    })
    .input(listNodeFactsInput)
    .output(factPage)
    .query(({ ctx, input }) => listNodeFacts(ctx.domain, input)),

  /** The elements of the story bible. */
  listElements: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/elements',
        tags,
        summary: 'The story bible',
        protect: true,
      },
    })
    .input(listElementsInput)
    .output(elementPage)
    .query(({ ctx, input }) => listElements(ctx.domain, input)),

  /** One element of the story bible. */
  getElement: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/elements/{elementId}',
        tags,
        summary: 'One element',
        protect: true,
      },
    })
    .input(getElementInput)
    .output(elementView)
    .query(({ ctx, input }) => getElement(ctx.domain, input)),

  /** The deletions of nodes that can be taken back. */
  trash: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/trash',
        tags,
        summary: 'Deletions that can be taken back',
        protect: true,
      },
    })
    .input(listTrashInput)
    .output(deletionPage)
    .query(({ ctx, input }) => listTrash(ctx.domain, input)),

  /** What AI proposed for a story, newest first. */
  listSuggestions: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/suggestions',
        tags,
        summary: 'What AI proposed',
        protect: true,
      },
    })
    .input(listSuggestionsInput)
    .output(suggestionPage)
    .query(({ ctx, input }) => listSuggestions(ctx.domain, input)),

  ...branchReadRoutes,
  ...searchAndFileRoutes,
}
