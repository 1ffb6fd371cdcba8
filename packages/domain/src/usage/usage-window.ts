import type { UsageWindow } from './plans.ts'

/** First instant of the window that holds `at`, in UTC; as `usage_window_start` has it. */
export function windowStart(window: UsageWindow, at: Date): Date {
  if (window === 'total') return new Date(0)
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), window === 'day' ? at.getUTCDate() : 1))
}

/** First instant after the window that holds `at`: then what was used of its limits counts no longer. Null for never. */
export function windowEnd(window: UsageWindow, at: Date): Date | null {
  if (window === 'total') return null
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return new Date(window === 'day' ? Date.UTC(year, month, at.getUTCDate() + 1) : Date.UTC(year, month + 1, 1))
}
