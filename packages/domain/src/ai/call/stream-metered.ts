import type { TextResult } from '@cronicl/providers'
import type { TextCallContext } from './call-context.ts'
import type { TextCall, TextStreamEvent } from './call-types.ts'
import { endAnswered, endFailed, releaseRequest, settleRequest } from './end-request.ts'
import { meterOutput } from './output-meter.ts'
import { type RequestPart, reserveRequest } from './reserve-request.ts'
import { upstreamSignal } from './upstream-signal.ts'

/**
 * Sends one request whose answer is streamed: reserved before, settled or released after, never sent twice. Deltas go
 * through untouched, with nothing of ours to wait for. Ends with `done` when it is paid, or throws as `generateMetered` does. Whoever
 * leaves (by `return`, `call.signal` or `hangUp`) aborts it upstream at once, and what was sent until then is charged.
 */
export async function* streamMetered(
  ctx: TextCallContext,
  call: TextCall,
  part: RequestPart & { hangUp: AbortSignal },
): AsyncGenerator<TextStreamEvent, void> {
  const leaving = [call.signal, part.hangUp]
  for (const signal of leaving) signal?.throwIfAborted()
  const open = await reserveRequest(ctx, call, part)
  using upstream = upstreamSignal(call.model.provider.name, ctx.config.ai.requestTimeoutMs, leaving)
  if (upstream.isLeft) {
    // Nothing was sent yet.
    await releaseRequest(ctx, open)
    throw upstream.leftFor
  }
  const isTooMuch = meterOutput(open)
  let text = ''
  let result: TextResult | null = null
  let failure: { error: unknown } | null = null
  let isOver = false
  try {
    for await (const event of call.model.provider.stream(open.request, { signal: upstream.signal })) {
      if (event.type === 'done') {
        result = event
        continue
      }
      text += event.text
      yield event
      if (isTooMuch(event.text)) break
    }
    isOver = true
  } catch (error) {
    isOver = !upstream.isLeft
    failure = { error }
  } finally {
    // Also when the reader has left while it had a delta in hand: then this is the last of it.
    if (!isOver) await settleRequest(ctx, open, result ?? { text, model: null, usage: null })
  }
  if (!isOver) throw upstream.leftFor
  if (failure && !result) throw await endFailed(ctx, open, failure.error, text)
  const ended = result ?? { text, finish: 'length', model: null, usage: null }
  yield { type: 'done', callId: open.callId, ...(await endAnswered(ctx, open, ended)) }
}
