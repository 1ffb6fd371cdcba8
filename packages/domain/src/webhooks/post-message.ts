import { AppError, monotonicMs, secondMs, toAppError } from '@cronicl/core'
import type { DomainContext } from '../context.ts'
import type { AttemptLog } from './delivery-view.ts'
import { readRetryAfter } from './retry-ladder.ts'
import { type Message, signedHeaders } from './signing.ts'

const timeoutMs = 15 * secondMs
/** Nobody reads what a receiver answers; its status is enough. */
const answerBytesMax = 64 * 1_024

export interface PostedMessage {
  log: AttemptLog
  /** What the receiver asked for; null when it asked for nothing. */
  retryAfterMs: number | null
}

/**
 * One attempt: the message, signed now, to an address that is checked now, once and without redirects. Never throws for
 * what the receiver does; when `signal` aborts it rejects, and the message may have arrived.
 */
export async function postMessage(
  ctx: Pick<DomainContext, 'outbound' | 'clock'>,
  message: Message & { url: string; secrets: readonly string[] },
  signal: AbortSignal,
): Promise<PostedMessage> {
  const at = ctx.clock.now()
  const startedMs = monotonicMs()
  const log = (status: number | null, error: string | null): AttemptLog => {
    const durationMs = Math.round(monotonicMs() - startedMs)
    return { at: at.toISOString(), status, durationMs, error }
  }
  try {
    const { status, headers } = await ctx.outbound.exchange(message.url, {
      method: 'POST',
      headers: signedHeaders(message, message.secrets, at),
      body: message.body,
      redirects: 0,
      maxBytes: answerBytesMax,
      timeoutMs,
      signal,
    })
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), at)
    return { log: log(status, isSuccess(status) ? null : `The receiver answered with status ${status}.`), retryAfterMs }
  } catch (cause) {
    signal.throwIfAborted()
    const error = toAppError(cause)
    const { status } = error.details ?? {}
    // A long answer is an answer.
    if (error.code === 'PAYLOAD_TOO_LARGE' && typeof status === 'number')
      return { log: log(status, isSuccess(status) ? null : error.message), retryAfterMs: null }
    return { log: log(null, errorText(cause)), retryAfterMs: null }
  }
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}

function errorText(cause: unknown): string {
  return cause instanceof AppError ? cause.message : 'Something went wrong on our side.'
}
