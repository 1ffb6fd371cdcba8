import { AppError, type ErrorCode } from '@cronicl/core'
import type { Billed, ProviderError } from './contract.ts'

export interface Failure {
  code: ErrorCode
  /** For a person; in our words only. */
  message: string
  billed: Billed
  retryAfterS?: number | undefined
  /** HTTP status of the answer, where there was one. */
  status?: number | undefined
  /** Model to use instead of one that is gone. */
  replacement?: string | null | undefined
  /** Code of the system's error, as in ECONNRESET; for the log. */
  systemCode?: string | undefined
}

/**
 * A failure of a provider as the contract wants it. It is built from our own words and numbers alone: SDK errors quote
 * the upstream, which quotes keys and prompts, so they are never passed on, not even as a cause.
 */
export function providerError(provider: string, failure: Failure): ProviderError {
  const { code, message, billed, retryAfterS, status, replacement, systemCode } = failure
  const details = {
    provider,
    billed,
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
    ...(status === undefined ? {} : { status }),
    ...(replacement === undefined ? {} : { replacement }),
  }
  const cause = systemCode === undefined ? undefined : new Error(systemCode)
  return new AppError(code, message, { details, cause }) as ProviderError
}

export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof AppError && error.details?.billed !== undefined
}

/** The same failure when the answer had already begun: then nobody can say that it was free. */
export function begun(error: ProviderError): ProviderError {
  if (error.details.billed !== 'no') return error
  const details = { ...error.details, billed: 'unknown' as const }
  return new AppError(error.code, error.message, { details, cause: error.cause }) as ProviderError
}
