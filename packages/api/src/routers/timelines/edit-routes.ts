import {
  assertFacts,
  assertFactsInput,
  branchView,
  createBranch,
  createBranchInput,
  deleteBranch,
  deleteBranchInput,
  deleteBranchOutput,
  historyPage,
  listHistory,
  listHistoryInput,
  mergeBranches,
  mergeBranchesInput,
  nodeWithFactsView,
  redo,
  redoInput,
  removeFacts,
  removeFactsInput,
  removeFactsOutput,
  revisionView,
  undo,
  undoInput,
  updateBranch,
  updateBranchInput,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'

const tags = ['timelines']

/** Branches and facts of a story, and the way back from every edit. */
export const editRoutes = {
  /** A new name for a node. */
  createBranch: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/branches',
        tags,
        summary: 'A new branch',
        protect: true,
      },
    })
    .input(createBranchInput)
    .output(branchView)
    .mutation(({ ctx, input }) => createBranch(ctx.domain, input)),

  /** Renames a branch or moves its head. */
  updateBranch: userProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/api/timelines/{timelineId}/branches/{branchId}',
        tags,
        summary: 'Change a branch',
        protect: true,
      },
    })
    .input(updateBranchInput)
    .output(branchView)
    .mutation(({ ctx, input }) => updateBranch(ctx.domain, input)),

  /** Takes a branch away; its nodes stay. */
  deleteBranch: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/timelines/{timelineId}/branches/{branchId}',
        tags,
        summary: 'Delete a branch',
        protect: true,
      },
    })
    .input(deleteBranchInput)
    .output(deleteBranchOutput)
    .mutation(({ ctx, input }) => deleteBranch(ctx.domain, input)),

  /** Merges one branch into another, by the text and facts that are sent. */
  mergeBranches: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/branches/merge',
        tags,
        summary: 'Merge a branch into another',
        protect: true,
      },
    })
    .input(mergeBranchesInput)
    .output(nodeWithFactsView)
    .mutation(({ ctx, input }) => mergeBranches(ctx.domain, input)),

  /** Asserts facts at a node. */
  assertFacts: userProcedure
    .meta({
      openapi: {
        method: 'PUT',
        path: '/api/timelines/{timelineId}/nodes/{nodeId}/facts',
        tags,
        summary: 'Assert facts at a node',
        protect: true,
      },
    })
    .input(assertFactsInput)
    .output(nodeWithFactsView)
    .mutation(({ ctx, input }) => assertFacts(ctx.domain, input)),

  /** Takes facts away, as if they had never been asserted. */
  removeFacts: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/timelines/{timelineId}/facts',
        tags,
        summary: 'Remove facts',
        protect: true,
      },
    })
    .input(removeFactsInput)
    .output(removeFactsOutput)
    .mutation(({ ctx, input }) => removeFacts(ctx.domain, input)),

  /** The edits of a story, newest first. */
  history: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/history',
        tags,
        summary: 'The edits of a story, newest first',
        protect: true,
      },
    })
    .input(listHistoryInput)
    .output(historyPage)
    .query(({ ctx, input }) => listHistory(ctx.domain, input)),

  /** Takes the last edit back. */
  undo: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/undo',
        tags,
        summary: 'Take the last edit back',
        protect: true,
      },
    })
    .input(undoInput)
    .output(revisionView)
    .mutation(({ ctx, input }) => undo(ctx.domain, input)),

  /** Does again what was undone last. */
  redo: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/timelines/{timelineId}/redo',
        tags,
        summary: 'Do again what was undone',
        protect: true,
      },
    })
    .input(redoInput)
    .output(revisionView)
    .mutation(({ ctx, input }) => redo(ctx.domain, input)),
}
