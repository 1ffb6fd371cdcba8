import type { AiContext } from './ai-context.ts'
import { answerOnce } from './call/once.ts'

export interface KeyedRequest {
  procedure: string
  input: { idempotencyKey?: string | undefined }
  /** Of the caller's hanging up. */
  signal?: AbortSignal | undefined
}

/**
 * `answerOnce` by the key that the input itself carries, if it does. The answer must be plain JSON. A caller with a key
 * will ask again, so the work goes on when they hang up; without one it is told to stop.
 */
export function answerInputOnce<Answer>(
  ctx: AiContext,
  { procedure, input: { idempotencyKey, ...input }, signal }: KeyedRequest,
  work: (signal: AbortSignal | undefined) => Promise<Answer>,
): Promise<Answer> {
  const stop = idempotencyKey === undefined ? signal : undefined
  return answerOnce(ctx, { procedure, idempotencyKey, input }, () => work(stop))
}
