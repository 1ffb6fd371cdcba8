import { newId } from '@cronicl/core'
import { answerSchema } from './answer-schema.ts'
import type { TextCallContext } from './call-context.ts'
import type { StructuredAnswer, StructuredCall } from './call-types.ts'
import { finishStructured } from './finish-structured.ts'
import { generateMetered } from './generate-metered.ts'

/**
 * `callText` for an answer that must be an object: asked for by JSON Schema, validated by zod and by `call.mistakes`, and
 * repaired once when it is wrong; `UPSTREAM_ERROR` then. A repair is paid, but no second request of the user's.
 */
export async function callStructured<T>(ctx: TextCallContext, call: StructuredCall<T>): Promise<StructuredAnswer<T>> {
  const callId = newId('call', ctx.clock.now().getTime())
  const answer = answerSchema(call.name, call.schema)
  const first = await generateMetered(ctx, call, { callId, answer })
  return finishStructured(ctx, call, { callId, answer, first })
}
