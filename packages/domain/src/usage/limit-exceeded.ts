import { AppError } from '@cronicl/core'
import type { UsageMetric, UsageWindow } from './plans.ts'
import { windowEnd } from './usage-window.ts'

/** Which limit refused. Amounts in the metric's unit: requests, milliseconds, bytes, or micro-USD for `spend`. */
export interface Refusal {
  /** `keySpend` is the cap of the API key that asked. */
  metric: UsageMetric | 'keySpend'
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
  const resetsAt = windowEnd(window, at)?.toISOString() ?? null
  const details = { metric, window, limit, used, reserved, resetsAt, ...more }
  return new AppError('LIMIT_EXCEEDED', messageOf(refusal, resetsAt), { details })
}

/** A refusal as the SQL functions tell it: a key's spending has the key in its name. */
export function refusalOf(told: Refusal): Refusal {
  const { metric, window, limit, used, reserved } = told
  return { metric: metric.startsWith('spend:') ? 'keySpend' : metric, window, limit, used, reserved }
}

interface Words {
  plural: string
  advice: string
  shown?: (amount: number) => string
}

const dollars = (amount: number): string => `$${(amount / 1_000_000).toFixed(4)}`
const larger = 'wait until then, or take a larger plan'

const words: Record<Refusal['metric'], Words> = {
  requests: { plural: 'requests', advice: larger },
  images: { plural: 'pictures', advice: `ask for fewer, ${larger}` },
  videos: { plural: 'videos', advice: larger },
  generations: { plural: 'generations', advice: larger },
  renderMs: {
    plural: 'of rendered film',
    advice: `render a shorter film, ${larger}`,
    shown: (ms) => `${(ms / 60_000).toFixed(1)} minutes`,
  },
  storageBytes: {
    plural: 'of storage',
    advice: 'delete what you do not need, or take a larger plan',
    shown: (bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`,
  },
  spend: { plural: 'spending', advice: `choose a cheaper model or a shorter text, ${larger}`, shown: dollars },
  keySpend: { plural: 'spending', advice: 'wait until then, or raise the cap of the key', shown: dollars },
}

function messageOf({ metric, window, limit, used, reserved }: Refusal, resetsAt: string | null): string {
  const { plural, advice, shown = String } = words[metric]
  const whose = metric === 'keySpend' ? 'The cap of your API key' : "Your plan's limit"
  if (limit === 0 && metric !== 'keySpend')
    return `Your plan has no ${plural.replace(/^of /, '')} of this kind. Take a plan that has it.`
  const held = reserved > 0 ? ` and ${shown(reserved)} reserved for work in hand` : ''
  const first = reserved > 0 ? 'let that work end, ' : ''
  const over = window === 'total' ? '' : ` a ${window}`
  const reset = resetsAt === null ? '' : `It resets at ${resetsAt}; `
  const next = `${reset}${first}${advice}.`
  return `${whose} of ${shown(limit)} ${plural}${over} does not allow this: ${shown(used)} used${held}. ${next.charAt(0).toUpperCase()}${next.slice(1)}`
}
