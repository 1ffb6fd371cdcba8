import { providerError } from '../text/provider-error.ts'
import type { OperationStatus } from './contract.ts'

/** For an operation that is none of ours, or that the provider has no more: it has failed, and nobody can say more. */
export function unknownWork(provider: string): OperationStatus & { state: 'failed' } {
  const error = providerError(provider, {
    code: 'UPSTREAM_ERROR',
    message: `${provider} does not know this work.`,
    billed: 'unknown',
  })
  return { state: 'failed', error, usage: null, providerStatus: 'unknown' }
}
