import { setTimeout as sleep } from 'node:timers/promises'
import type { JobEvents } from '../jobs/job-events.ts'

/** Resolves after `ms`, or when `signal` aborts; never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/** Waits that end early when there may be news. */
export interface Waiting {
  /** Throws the reason of `signal` when that is why it ended. */
  next(ms: number, signal: AbortSignal): Promise<void>
  close(): void
}

const realSleep: Sleep = (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {})

/** Listens from now on, so that a call between two waits ends the next one at once. */
export function openWaiting(jobEvents: Pick<JobEvents, 'onWake'>, jobId: string, sleepFor: Sleep = realSleep): Waiting {
  let raised = new AbortController()
  const close = jobEvents.onWake(jobId, () => raised.abort())
  return {
    next: async (ms, signal) => {
      await sleepFor(ms, AbortSignal.any([raised.signal, signal]))
      if (raised.signal.aborted) raised = new AbortController()
      signal.throwIfAborted()
    },
    close,
  }
}

/** Grows by half with each wait, from `first` to `most`. */
export function backOffMs(count: number, first: number, most = 15_000): number {
  return Math.min(most, Math.round(Math.max(first, 100) * 1.5 ** Math.min(count, 30)))
}
