/** Time enters the house here and nowhere else, so that tests can turn the clock. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is turned. */
export interface ManualClock extends Clock {
  advance(ms: number): void
  set(at: Date): void
}

export function manualClock(start: Date = new Date('2026-01-01T00:00:00Z')): ManualClock {
  let ms = start.getTime()
  return {
    now: () => new Date(ms),
    advance: (by) => {
      ms += by
    },
    set: (at) => {
      ms = at.getTime()
    },
  }
}

/** `at` moved by `ms` milliseconds. */
export function addMs(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}

/** A monotonic reading in milliseconds, for measuring how long something took; not a date. */
export function monotonicMs(): number {
  return performance.now()
}

export const secondMs = 1_000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
