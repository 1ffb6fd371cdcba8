import { AppError } from '@cronicl/core'
import type { CallUsage } from './call-types.ts'

/** What several requests have cost together; named after the last one's model. */
export function sumUsage(first: CallUsage, second: CallUsage): CallUsage {
  return {
    provider: second.provider,
    model: second.model,
    tokensIn: first.tokensIn + second.tokensIn,
    tokensOut: first.tokensOut + second.tokensOut,
    tokensCached: first.tokensCached + second.tokensCached,
    costMicroUsd: first.costMicroUsd + second.costMicroUsd,
  }
}

/** What an error says that its call has cost before it failed; null when it says nothing. */
export function usageOf(error: unknown): CallUsage | null {
  const usage = error instanceof AppError ? error.details?.usage : undefined
  return usage === undefined ? null : (usage as CallUsage)
}

/** The same error, which also says what was paid: `usage` added to what it may say already. */
export function withUsage(error: AppError, usage: CallUsage): AppError {
  const earlier = usageOf(error)
  const details = { ...error.details, usage: earlier ? sumUsage(usage, earlier) : usage }
  return new AppError(error.code, error.message, { details, cause: error.cause ?? error })
}
