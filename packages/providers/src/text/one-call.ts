import type { ProviderError, TextOptions } from './contract.ts'
import { begun, isProviderError, providerError } from './provider-error.ts'

export interface OneCallOptions extends TextOptions {
  provider: string
  /** How long the upstream may be silent. */
  timeoutMs: number
  /** What the SDK's own errors mean. */
  translate: (error: unknown) => ProviderError
}

/** One request on its way: its signal, its time limit, and the one place where its failures become errors. */
export interface OneCall extends Disposable {
  /** For the SDK; aborts with the caller, on time-out, and when the call is over. */
  signal: AbortSignal
  /** The upstream has said something: the time limit begins anew, and what fails from now on may have cost money. */
  heard(): void
  /** What to throw for a thrown value: the caller's own reason when it was the caller who aborted. */
  failure(error: unknown): unknown
}

/** Without a reason, each abort would make an error of its own, with its stack. */
const over = new Error('The call is over.')

/** @throws the signal's reason when it has already aborted: then nothing is sent. */
export function beginCall({ signal, provider, timeoutMs, translate }: OneCallOptions): OneCall {
  signal.throwIfAborted()
  const upstream = new AbortController()
  let timedOut = false
  let hasBegun = false
  const timer = setTimeout(() => {
    timedOut = true
    upstream.abort()
  }, timeoutMs)
  const onAbort = () => upstream.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    signal: upstream.signal,
    heard: () => {
      hasBegun = true
      timer.refresh()
    },
    failure: (error) => {
      if (signal.aborted) return signal.reason
      if (timedOut)
        return providerError(provider, {
          code: 'UPSTREAM_TIMEOUT',
          message: `${provider} took too long to answer.`,
          billed: 'unknown',
        })
      const failed = isProviderError(error) ? error : translate(error)
      return hasBegun ? begun(failed) : failed
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      // A stream that its reader left is closed upstream too; after a whole answer this does nothing.
      upstream.abort(over)
    },
  }
}
