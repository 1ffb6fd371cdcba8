import { brokenAnswer } from '../text/connection-failure.ts'
import type { ProviderError } from '../text/contract.ts'
import { beginCall } from '../text/one-call.ts'
import { begun, isProviderError } from '../text/provider-error.ts'
import { nameReplacement } from './name-replacement.ts'
import { type Wire, type WireOptions, createWire } from './wire.ts'

export interface MediaCallOptions extends WireOptions {
  signal: AbortSignal
  /** How long the provider may be silent. */
  timeoutMs: number
  /**
   * `create` begins work that is paid. `ask` asks after work that there is: whatever fails then, the work may have cost
   * something, and the error never says that it was free.
   */
  purpose: 'create' | 'ask'
}

/**
 * Exactly one request by an SDK. `send` gives the SDK the wire's `fetch` and the signal, and reads its answer.
 * @throws ProviderError of our own words, whatever the SDK throws; the caller's own reason when the caller aborted
 */
export async function callMedia<T>(
  options: MediaCallOptions,
  send: (wire: Wire, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { provider, signal, timeoutMs, purpose } = options
  const wire = createWire(options)
  const translate = (): ProviderError => nameReplacement(wire.failure() ?? brokenAnswer(provider), options.model)
  using call = beginCall({ signal, provider, timeoutMs, translate })
  try {
    return await send(wire, call.signal)
  } catch (error) {
    const failure = call.failure(error)
    throw purpose === 'ask' && isProviderError(failure) ? begun(failure) : failure
  }
}

/** Whether an answer said that there is no such thing, or not any more. */
export function isMissing(error: unknown): boolean {
  return [404, 410].includes(statusOf(error) ?? 0)
}

/** Whether a question was understood and refused, as a cancel of what has ended is; asking again would not help. */
export function isRefused(error: unknown): boolean {
  const status = statusOf(error) ?? 0
  return status >= 400 && status < 500 && status !== 429
}

function statusOf(error: unknown): number | undefined {
  return isProviderError(error) ? (error.details as { status?: number }).status : undefined
}
