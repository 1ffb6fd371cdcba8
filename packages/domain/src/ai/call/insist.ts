import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a database that does not answer, between one try and the next. */
const againMs = [100, 500, 2_000, 5_000]

/** Does again what failed, for some seconds, and throws its last failure. For work that may be done twice. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of againMs) {
    try {
      return await work()
    } catch {
      await sleep(waitMs)
    }
  }
  return work()
}
