import {
  aiCanonDiff,
  aiCanonDiffInput,
  aiCanonDiffOutput,
  expand,
  expandInput,
  expandOutput,
  generateText,
  generateTextInput,
  generateTextOutput,
  mergePropose,
  mergeProposeInput,
  mergeProposeOutput,
  previewContext,
  previewContextInput,
  previewContextOutput,
  suggest,
  suggestInput,
  suggestOutput,
  summarizePath,
  summarizePathInput,
  summarizePathOutput,
} from '@cronicl/domain'
import { userProcedure } from '../../trpc.ts'
import { aiMeta } from './ai-meta.ts'

/** AI on a story that the request brings. */
export const storyRoutes = {
  /** Next nodes, and small improvements of the current one. */
  suggest: userProcedure
    .meta(aiMeta('/ai/suggest', 'Suggest what could come next'))
    .input(suggestInput)
    .output(suggestOutput)
    .mutation(({ ctx, input, signal }) => suggest(ctx.domain, input, signal)),

  /** The current node written out, and three other ways to write it. */
  expand: userProcedure
    .meta(aiMeta('/ai/expand', 'Write the current node in other ways'))
    .input(expandInput)
    .output(expandOutput)
    .mutation(({ ctx, input, signal }) => expand(ctx.domain, input, signal)),

  /** What a text states, and what that changes in a canon. */
  canonDiff: userProcedure
    .meta(aiMeta('/ai/canon-diff', 'Facts of a text, compared with a canon'))
    .input(aiCanonDiffInput)
    .output(aiCanonDiffOutput)
    .mutation(({ ctx, input, signal }) => aiCanonDiff(ctx.domain, input, signal)),

  /** How two branches could be brought together. */
  mergePropose: userProcedure
    .meta(aiMeta('/ai/merge-propose', 'Propose a merge of two branches'))
    .input(mergeProposeInput)
    .output(mergeProposeOutput)
    .mutation(({ ctx, input, signal }) => mergePropose(ctx.domain, input, signal)),

  /** A summary of a path; of a stored story it is kept. */
  summarizePath: userProcedure
    .meta(aiMeta('/ai/summarize-path', 'Summarise a path'))
    .input(summarizePathInput)
    .output(summarizePathOutput)
    .mutation(({ ctx, input, signal }) => summarizePath(ctx.domain, input, signal)),

  /** A prompt in, text out. */
  generateText: userProcedure
    .meta(aiMeta('/api/generate/text', 'Text for a prompt'))
    .input(generateTextInput)
    .output(generateTextOutput)
    .mutation(({ ctx, input, signal }) => generateText(ctx.domain, input, signal)),

  /** What would be sent, and how many tokens each part takes. */
  context: userProcedure
    .meta(aiMeta('/ai/context', 'What would be sent; calls no model'))
    .input(previewContextInput)
    .output(previewContextOutput)
    .mutation(({ ctx, input }) => previewContext(ctx.domain, input)),
}
