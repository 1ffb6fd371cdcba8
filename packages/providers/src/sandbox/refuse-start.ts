import { providerError } from '../text/provider-error.ts'
import type { SandboxMediaMagic } from './sandbox-magic.ts'

const name = 'sandbox'

/** Throws what a prompt asks a create to fail with. */
export function refuseStart(magic: SandboxMediaMagic | null): void {
  if (magic === 'rateLimit')
    throw providerError(name, {
      code: 'RATE_LIMITED',
      message: `${name} is taking no more requests for the moment.`,
      billed: 'no',
      retryAfterS: 1,
      status: 429,
    })
  if (magic === 'refuse')
    throw providerError(name, {
      code: 'UPSTREAM_REFUSED',
      message: `${name} does not draw what the prompt asks for.`,
      billed: 'no',
      status: 400,
    })
  if (magic === 'error' || magic === 'lost')
    throw providerError(name, {
      code: 'UPSTREAM_ERROR',
      message: `${name} answered with an error (HTTP 500).`,
      billed: 'unknown',
      status: 500,
    })
  if (magic === 'timeout')
    throw providerError(name, {
      code: 'UPSTREAM_TIMEOUT',
      message: `${name} took too long to answer.`,
      billed: 'unknown',
    })
}
