import {
  canonDiffFromTimeline,
  canonDiffFromTimelineInput,
  canonDiffFromTimelineOutput,
  expandFromTimeline,
  expandFromTimelineInput,
  expandFromTimelineOutput,
  mergeProposeFromTimeline,
  mergeProposeFromTimelineInput,
  mergeProposeFromTimelineOutput,
  suggestFromTimeline,
  suggestFromTimelineInput,
  suggestFromTimelineOutput,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'
import { aiMeta } from './ai-meta.ts'

/** AI on a stored story, of which it is told the active path alone. */
export const timelineRoutes = {
  /** `suggest` at a node; what is shown is kept as suggestions. */
  suggestFromTimeline: userProcedure
    .meta(aiMeta('/ai/suggest-from-timeline', 'Suggest what could come next in a stored story'))
    .input(suggestFromTimelineInput)
    .output(suggestFromTimelineOutput)
    .mutation(({ ctx, input, signal }) => suggestFromTimeline(ctx.domain, input, signal)),

  /** `expand` of a node; each text is kept as a suggestion. */
  expandFromTimeline: userProcedure
    .meta(aiMeta('/ai/expand-from-timeline', 'Write a stored node in other ways'))
    .input(expandFromTimelineInput)
    .output(expandFromTimelineOutput)
    .mutation(({ ctx, input, signal }) => expandFromTimeline(ctx.domain, input, signal)),

  /** `canonDiff` of a node, or of a draft for it. */
  canonDiffFromTimeline: userProcedure
    .meta(aiMeta('/ai/canon-diff-from-timeline', 'Facts of a stored node, compared with its canon'))
    .input(canonDiffFromTimelineInput)
    .output(canonDiffFromTimelineOutput)
    .mutation(({ ctx, input, signal }) => canonDiffFromTimeline(ctx.domain, input, signal)),

  /** `mergePropose` of two branches; the proposal is kept as a suggestion. */
  mergeProposeFromTimeline: userProcedure
    .meta(aiMeta('/ai/merge-propose-from-timeline', 'Propose a merge of two stored branches'))
    .input(mergeProposeFromTimelineInput)
    .output(mergeProposeFromTimelineOutput)
    .mutation(({ ctx, input, signal }) => mergeProposeFromTimeline(ctx.domain, input, signal)),
}
