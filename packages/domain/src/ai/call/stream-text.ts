import { newId } from '@cronicl/core'
import { abortOnReturn } from './abort-on-return.ts'
import type { TextCallContext } from './call-context.ts'
import type { TextCall, TextStreamEvent } from './call-types.ts'
import { streamMetered } from './stream-metered.ts'

/**
 * `callText` as it is written: deltas, then `done` when it is paid. Leaving it (by `break`, `return` or `call.signal`)
 * aborts the request upstream at once; what was sent until then is charged.
 */
export function streamText(ctx: TextCallContext, call: TextCall): AsyncGenerator<TextStreamEvent, void> {
  return abortOnReturn((hangUp) => {
    const callId = newId('call', ctx.clock.now().getTime())
    return streamMetered(ctx, call, { callId, hangUp })
  })
}
