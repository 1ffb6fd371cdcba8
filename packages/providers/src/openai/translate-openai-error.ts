import { APIConnectionError, APIError } from 'openai'
import { connectionFailure } from '../text/connection-failure.ts'
import type { ProviderError } from '../text/contract.ts'
import { httpFailure, readRetryAfter } from '../text/http-failure.ts'

/** Errors that come inside a stream have no status; these are the ones whose meaning is plain. */
const statusOfCode: Readonly<Record<string, number>> = {
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  invalid_prompt: 400,
}

/** What an error of OpenAI's SDK means; used by both adapters that speak through it. */
export function translateOpenAIError(error: unknown, provider: string, model: string): ProviderError {
  if (!(error instanceof APIError) || error instanceof APIConnectionError) return connectionFailure(provider, error)
  const reasons = [error.code, error.type].filter((reason) => typeof reason === 'string')
  const status = (error.status as number | undefined) ?? statusOfCode[error.code ?? ''] ?? 500
  return httpFailure({ provider, model, status, reasons, retryAfterS: readRetryAfter(error.headers) })
}
