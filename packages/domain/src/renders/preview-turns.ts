import { AppError } from '@cronicl/core'

/** Each draws with all cores for a moment, so that more at once would only make all of them late. */
const limits = { running: 2, waiting: 12, ofOneUser: 2 }

let running = 0
const queue: (() => void)[] = []
const byUser = new Map<string, number>()

/**
 * Runs `work` when it is its turn: in this process only a few previews are made at a time, and of one user no more than
 * two are made or wait. `RATE_LIMITED` for one more.
 */
export async function inPreviewTurn<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const mine = byUser.get(userId) ?? 0
  if (mine >= limits.ofOneUser) throw busy('Your previews before this one are still being made. Wait for them.')
  if (running >= limits.running && queue.length >= limits.waiting)
    throw busy('Many previews are being made at this moment. Try again in a few seconds.')
  byUser.set(userId, mine + 1)
  try {
    if (running >= limits.running) await new Promise<void>((admit) => queue.push(admit))
    else running += 1
    try {
      return await work()
    } finally {
      // The place passes straight to the next one.
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  } finally {
    const left = (byUser.get(userId) ?? 1) - 1
    if (left > 0) byUser.set(userId, left)
    else byUser.delete(userId)
  }
}

function busy(message: string): AppError {
  return new AppError('RATE_LIMITED', message, { details: { retryAfterS: 1 } })
}
