import {
  expandEvent,
  expandInput,
  expandStream,
  generateTextEvent,
  generateTextInput,
  generateTextStream,
  suggestEvent,
  suggestInput,
  suggestStream,
} from '@cronicl/domain'
import { eventStream } from '../../event-stream.ts'
import { userProcedure } from '../../trpc.ts'
import { aiStreamMeta } from './ai-meta.ts'

/** The same as they are written. Who hangs up stops the model. */
export const streamRoutes = {
  /** Ghost nodes as they come, then the answer of `suggest`. */
  suggestStream: userProcedure
    .meta(aiStreamMeta('/ai/suggest/stream', 'Suggest what could come next, as it is written'))
    .input(suggestInput)
    .output(eventStream(suggestEvent))
    .subscription(({ ctx, input, signal }) => suggestStream(ctx.domain, input, signal)),

  /** Texts as they come, then the answer of `expand`. */
  expandStream: userProcedure
    .meta(aiStreamMeta('/ai/expand/stream', 'Write the current node in other ways, as it is written'))
    .input(expandInput)
    .output(eventStream(expandEvent))
    .subscription(({ ctx, input, signal }) => expandStream(ctx.domain, input, signal)),

  /** Text as it comes, then the answer of `generateText`. */
  generateTextStream: userProcedure
    .meta(aiStreamMeta('/api/generate/text/stream', 'Text for a prompt, as it is written'))
    .input(generateTextInput)
    .output(eventStream(generateTextEvent))
    .subscription(({ ctx, input, signal }) => generateTextStream(ctx.domain, input, signal)),
}
