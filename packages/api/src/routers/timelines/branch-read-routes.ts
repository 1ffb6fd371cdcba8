import {
  branchConflictsPage,
  branchPage,
  canonDiff,
  canonDiffInput,
  canonDiffOutput,
  compareBranches,
  compareBranchesInput,
  compareBranchesOutput,
  listBranches,
  listBranchesInput,
  listConflicts,
  listConflictsInput,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'

const tags = ['timelines']

/** The branches of a story, and how they differ. */
export const branchReadRoutes = {
  /** The branches of a story, oldest first. */
  listBranches: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/branches',
        tags,
        summary: 'The branches of a story',
        protect: true,
      },
    })
    .input(listBranchesInput)
    .output(branchPage)
    .query(({ ctx, input }) => listBranches(ctx.domain, input)),

  /** What two branches say differently since their fork. */
  canonDiff: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/branches/diff',
        tags,
        summary: 'What two branches say differently',
        protect: true,
      },
    })
    .input(canonDiffInput)
    .output(canonDiffOutput)
    .query(({ ctx, input }) => canonDiff(ctx.domain, input)),

  /** Where two branches part, and what only one of them has. */
  compare: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/branches/compare',
        tags,
        summary: 'Two branches beside each other',
        protect: true,
      },
    })
    .input(compareBranchesInput)
    .output(compareBranchesOutput)
    .query(({ ctx, input }) => compareBranches(ctx.domain, input)),

  /** The facts in which each other branch contradicts one. */
  conflicts: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timelines/{timelineId}/conflicts',
        tags,
        summary: 'Facts in conflict with other branches',
        protect: true,
      },
    })
    .input(listConflictsInput)
    .output(branchConflictsPage)
    .query(({ ctx, input }) => listConflicts(ctx.domain, input)),
}
