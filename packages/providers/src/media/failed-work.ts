import type { Billed } from '../text/contract.ts'
import { providerError } from '../text/provider-error.ts'
import type { MediaUsage, OperationStatus } from './contract.ts'

type Failed = Extract<OperationStatus, { state: 'failed' }>

export interface FailedWork {
  /** Refused by the provider's filter, before or after the work. */
  refused?: boolean
  /** For a person, in our words; of its own there is none for what is refused. */
  message?: string
  billed: Billed
  usage?: MediaUsage | null
  providerStatus: string
}

/** Work that has ended without a result, as a value. Nothing that the provider wrote of it is repeated. */
export function failedWork(provider: string, work: FailedWork): Failed {
  const { refused = false, billed, usage = null, providerStatus } = work
  const error = refused
    ? providerError(provider, {
        code: 'UPSTREAM_REFUSED',
        message: `${provider} refused the request by its content policy.`,
        billed,
      })
    : providerError(provider, {
        code: 'UPSTREAM_ERROR',
        message: work.message ?? `${provider} could not finish its work.`,
        billed,
      })
  return { state: 'failed', error, usage, providerStatus }
}
