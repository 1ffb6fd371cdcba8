import { AppError } from '@cronicl/core'

export interface ConcurrencyLimit {
  /** Works that may run at once. */
  running: number
  /** Works that may wait for their turn; one more is refused. */
  waiting: number
}

/**
 * A gate that lets at most `running` works run at once, in the order of their coming.
 * The returned function rejects with `RATE_LIMITED` when `waiting` works wait already, and otherwise as the work does.
 */
export function limitConcurrency(limit: ConcurrencyLimit): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const queue: (() => void)[] = []

  return async (work) => {
    if (running < limit.running) running += 1
    else {
      if (queue.length >= limit.waiting) {
        throw new AppError('RATE_LIMITED', 'Too many people sign in at this moment. Try again in a few seconds.', {
          details: { retryAfterS: 2 },
        })
      }
      await new Promise<void>((admit) => queue.push(admit))
    }
    try {
      return await work()
    } finally {
      // The place passes straight to the next one, so that a newcomer can not slip in between.
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}
