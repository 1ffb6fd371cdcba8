import type { UsageWindow } from './plans.ts'

/** First instant of the window that holds `at`, in UTC; as `usage_window_start` has it. */
export function windowStart(window: UsageWindow, at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), window === 'day' ? at.getUTCDate() : 1))
}

/** First instant after the window that holds `at`: then what was used of its limits counts no longer. */
export function windowEnd(window: UsageWindow, at: Date): Date {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return new Date(window === 'day' ? Date.UTC(year, month, at.getUTCDate() + 1) : Date.UTC(year, month + 1, 1))
}
