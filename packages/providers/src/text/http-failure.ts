import { findTextModel } from '../catalog/text-catalog.ts'
import type { ProviderError } from './contract.ts'
import { providerError } from './provider-error.ts'

/** What an HTTP answer says of a failed request, in the words that the providers share. */
export interface HttpFailure {
  provider: string
  model: string
  status: number
  /** The provider's own words for the reason, as in `insufficient_quota` or `API_KEY_INVALID`; empty when it gave none. */
  reasons: readonly string[]
  retryAfterS?: number | undefined
}

const noCredit = ['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']
const badKey = ['API_KEY_INVALID', 'invalid_api_key']
const noModel = ['model_not_found', 'NOT_FOUND', 'not_found_error']
const policy = [
  'content_policy_violation',
  'content_filter',
  'moderation_blocked',
  'invalid_prompt',
  'bio_policy',
  'cyber_policy',
  'misalignment_policy_violation',
]

/** An answer with an error status as the house's error: what it means, and whether it may have cost anything. */
export function httpFailure({ provider, model, status, reasons, retryAfterS }: HttpFailure): ProviderError {
  const says = (words: readonly string[]) => reasons.some((reason) => words.includes(reason))
  const fail = (code: ProviderError['code'], message: string, replacement?: string | null) =>
    providerError(provider, {
      code,
      message,
      billed: status >= 500 || status === 408 ? 'unknown' : 'no',
      status,
      retryAfterS,
      replacement,
    })
  if (says(noCredit)) return fail('UPSTREAM_ERROR', `The account at ${provider} has no credit left.`)
  if (status === 429) return fail('RATE_LIMITED', `${provider} is taking no more requests for the moment.`)
  if (status === 401 || status === 403 || says(badKey))
    return fail(
      'PROVIDER_NOT_CONFIGURED',
      `${provider} refused its key: check that it is right and may use this model.`,
    )
  if (status === 410 || (status === 404 && says(noModel))) {
    const replacement = findTextModel(model)?.replacement ?? null
    return fail('MODEL_RETIRED', retired(provider, model, replacement), replacement)
  }
  if (status < 500 && says(policy))
    return fail('UPSTREAM_REFUSED', `${provider} refused the request by its content policy.`)
  if (status === 408) return fail('UPSTREAM_TIMEOUT', `${provider} took too long to answer.`)
  return fail('UPSTREAM_ERROR', `${provider} answered with an error (HTTP ${status}).`)
}

/** Words for a model that is gone, or was never there. */
function retired(provider: string, model: string, replacement: string | null): string {
  const gone = `${provider} does not have the model ${model}, or has it no more.`
  return replacement ? `${gone} Use ${replacement}.` : gone
}

/**
 * Seconds to wait, from `retry-after-ms` or `retry-after` (seconds or a date, read against the answer's own `date`), at
 * most a day; undefined when the answer does not say.
 */
export function readRetryAfter(headers: Headers | undefined): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (!Number.isNaN(milliseconds)) return wholeSeconds(milliseconds / 1000)
  const value = headers?.get('retry-after')?.trim()
  if (!value) return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return wholeSeconds(Number(value))
  return wholeSeconds((Date.parse(value) - Date.parse(headers?.get('date') ?? '')) / 1000)
}

export function wholeSeconds(seconds: number): number | undefined {
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), 86_400) : undefined
}
