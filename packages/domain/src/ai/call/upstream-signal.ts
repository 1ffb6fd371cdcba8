import { AppError } from '@cronicl/core'

export interface UpstreamSignal extends Disposable {
  signal: AbortSignal
  /** Whether somebody who asked for the answer does not want it any more. */
  readonly isLeft: boolean
  /** The reason that was given for it. */
  readonly leftFor: unknown
}

/** Without a reason, each abort would make an error of its own, with its stack. */
const over = new Error('The request is over.')

/**
 * The signal that a request runs under: it aborts when one of `leaving` does, after `timeoutMs` (with an
 * `UPSTREAM_TIMEOUT`), and when the request is over.
 */
export function upstreamSignal(
  provider: string,
  timeoutMs: number,
  leaving: readonly (AbortSignal | undefined)[],
): UpstreamSignal {
  const own = new AbortController()
  const watched = leaving.filter((signal) => signal !== undefined)
  const leftOne = (): AbortSignal | undefined => watched.find((signal) => signal.aborted)
  const leave = (): void => own.abort(leftOne()?.reason)
  for (const signal of watched) signal.addEventListener('abort', leave)
  if (leftOne()) leave()
  const timer = setTimeout(() => {
    const details = { provider, billed: 'unknown' }
    own.abort(
      new AppError('UPSTREAM_TIMEOUT', `${provider} took too long to answer. Try again, or ask for less.`, { details }),
    )
  }, timeoutMs)
  return {
    signal: own.signal,
    get isLeft() {
      return leftOne() !== undefined
    },
    get leftFor() {
      return leftOne()?.reason as unknown
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      for (const signal of watched) signal.removeEventListener('abort', leave)
      own.abort(over)
    },
  }
}
