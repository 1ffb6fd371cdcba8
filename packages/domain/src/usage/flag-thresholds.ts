import { minuteMs } from '@cronicl/core'

/** From where on an admin is told. Well above what one person does by hand, well below what would hurt the house. */
export const flagThresholds = {
  /** The share of a day's limit, as a fraction. */
  quotaShare: [4, 5],
  /** Reservations within one stretch of time. */
  burst: { count: 100, withinMs: 10 * minuteMs },
  /** Jobs and texts of a day that came to nothing, when they are half of all at least. */
  failures: 10,
  /** Jobs and texts of a day that a provider refused for what they said. */
  refusals: 5,
  /** API keys that were used on one day. */
  keys: 10,
} as const
