import { connectionFailure } from '../text/connection-failure.ts'
import type { ProviderError } from '../text/contract.ts'
import { httpFailure } from '../text/http-failure.ts'
import { OpenAIRefusal } from './openai-api.ts'

/** Errors that come inside a stream have no status; these are the ones whose meaning is plain. */
const statusOfCode: Readonly<Record<string, number>> = {
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  invalid_prompt: 400,
}

/** What went wrong at `OpenAIApi`, in the house's words. */
export function translateOpenAIError(error: unknown, provider: string, model: string): ProviderError {
  if (!(error instanceof OpenAIRefusal)) return connectionFailure(provider, error)
  const { code, type, retryAfterS } = error
  const reasons = [code, type].filter((reason) => typeof reason === 'string')
  const status = error.status ?? statusOfCode[typeof code === 'string' ? code : ''] ?? 500
  return httpFailure({ provider, model, status, reasons, retryAfterS })
}
