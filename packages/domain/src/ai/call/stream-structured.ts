import { newId } from '@cronicl/core'
import { abortOnReturn } from './abort-on-return.ts'
import { answerSchema } from './answer-schema.ts'
import type { TextCallContext } from './call-context.ts'
import type { StructuredCall, StructuredStreamEvent } from './call-types.ts'
import { finishStructured } from './finish-structured.ts'
import { readPartials } from './partial-object.ts'
import { streamMetered } from './stream-metered.ts'

/**
 * `callStructured` as it is written: the object so far whenever it has grown, then `done` with the validated one. A
 * repair is silent. Leaving it aborts the request upstream at once; what was sent until then is charged.
 */
export function streamStructured<T>(
  ctx: TextCallContext,
  call: StructuredCall<T>,
): AsyncGenerator<StructuredStreamEvent<T>, void> {
  return abortOnReturn(async function* (hangUp) {
    const callId = newId('call', ctx.clock.now().getTime())
    const answer = answerSchema(call.name, call.schema)
    const partialAfter = readPartials()
    for await (const event of streamMetered(ctx, call, { callId, answer, hangUp })) {
      if (event.type === 'delta') {
        const value = partialAfter(event.text)
        if (value !== undefined) yield { type: 'partial', value }
        continue
      }
      const signal = call.signal ? AbortSignal.any([call.signal, hangUp]) : hangUp
      yield { type: 'done', ...(await finishStructured(ctx, { ...call, signal }, { callId, answer, first: event })) }
    }
  })
}
