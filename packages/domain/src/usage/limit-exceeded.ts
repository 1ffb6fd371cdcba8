import { AppError } from '@cronicl/core'
import type { UsageMetric, UsageWindow } from './plans.ts'
import { windowEnd } from './usage-window.ts'

/** Which limit refused. Amounts in the metric's unit: requests, or micro-USD for `spend`. */
export interface Refusal {
  metric: UsageMetric
  window: UsageWindow
  limit: number
  /** Posted for work that is done. */
  used: number
  /** Held for work in hand; what it does not use comes back. */
  reserved: number
}

/** `LIMIT_EXCEEDED`, with which limit it was, when it resets and what can be done. `more` is added to the details. */
export function limitExceeded(refusal: Refusal, at: Date, more: Record<string, unknown> = {}): AppError {
  const { metric, window, limit, used, reserved } = refusal
  const resetsAt = windowEnd(window, at).toISOString()
  const details = { metric, window, limit, used, reserved, resetsAt, ...more }
  return new AppError('LIMIT_EXCEEDED', messageOf(refusal, resetsAt), { details })
}

const names: Record<UsageMetric, { plural: string; advice: string }> = {
  requests: { plural: 'requests', advice: 'wait until then, or take a larger plan' },
  spend: {
    plural: 'spending',
    advice: 'choose a cheaper model or a shorter text, wait until then, or take a larger plan',
  },
}

function messageOf({ metric, window, limit, used, reserved }: Refusal, resetsAt: string): string {
  const { plural, advice } = names[metric]
  if (limit === 0) return `Your plan has no ${plural} of this kind. Take a plan that has it.`
  const shown = (amount: number): string => (metric === 'spend' ? `$${(amount / 1_000_000).toFixed(4)}` : `${amount}`)
  const held = reserved > 0 ? ` and ${shown(reserved)} reserved for work in hand` : ''
  const first = reserved > 0 ? 'let that work end, ' : ''
  return `Your plan's limit of ${shown(limit)} ${plural} a ${window} does not allow this: ${shown(used)} used${held}. It resets at ${resetsAt}; ${first}${advice}.`
}
