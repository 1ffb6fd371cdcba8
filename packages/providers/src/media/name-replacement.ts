import { findMediaModel } from '../catalog/media-catalog.ts'
import type { ProviderError } from '../text/contract.ts'
import { providerError } from '../text/provider-error.ts'

/** A refusal because the model is gone, with what the catalogue has instead; anything else as it is. */
export function nameReplacement(error: ProviderError, model: string): ProviderError {
  if (error.code !== 'MODEL_RETIRED') return error
  const { provider, billed, status } = error.details as ProviderError['details'] & { status?: number }
  const replacement = findMediaModel(model, provider)?.replacement ?? null
  const gone = `${provider} does not have the model ${model}, or has it no more.`
  return providerError(provider, {
    code: 'MODEL_RETIRED',
    message: replacement ? `${gone} Use ${replacement}.` : gone,
    billed,
    status,
    replacement,
  })
}
