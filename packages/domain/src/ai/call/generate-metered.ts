import type { TextResult } from '@cronicl/providers'
import type { TextCallContext } from './call-context.ts'
import type { TextCall } from './call-types.ts'
import { type PaidRequest, endAnswered, endFailed, releaseRequest, settleRequest } from './end-request.ts'
import { type RequestPart, reserveRequest } from './reserve-request.ts'
import { upstreamSignal } from './upstream-signal.ts'

/**
 * Sends one request that is answered as a whole: reserved before, settled or released after, never sent twice. When
 * `call.signal` aborts, so does the request upstream, what was sent is charged, and the signal's reason is thrown.
 */
export async function generateMetered(ctx: TextCallContext, call: TextCall, part: RequestPart): Promise<PaidRequest> {
  const { provider } = call.model
  call.signal?.throwIfAborted()
  const open = await reserveRequest(ctx, call, part)
  using upstream = upstreamSignal(provider.name, ctx.config.ai.requestTimeoutMs, [call.signal])
  if (upstream.isLeft) {
    // Nothing was sent yet.
    await releaseRequest(ctx, open)
    throw upstream.leftFor
  }
  let result: TextResult
  try {
    result = await provider.generate(open.request, { signal: upstream.signal })
  } catch (error) {
    if (!upstream.isLeft) throw await endFailed(ctx, open, error, '')
    await settleRequest(ctx, open, { text: '', model: null, usage: null })
    throw upstream.leftFor
  }
  return endAnswered(ctx, open, result)
}
