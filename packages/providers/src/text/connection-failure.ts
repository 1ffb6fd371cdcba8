import type { ProviderError } from './contract.ts'
import { providerError } from './provider-error.ts'

/** The request never left: no address, nobody listening, no way there, no handshake. */
const neverReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Anything that broke beneath HTTP or could not be read: free only when the request surely never arrived. */
export function connectionFailure(provider: string, error: unknown): ProviderError {
  const systemCode = findSystemCode(error)
  if (systemCode !== undefined && neverReached.has(systemCode))
    return providerError(provider, {
      code: 'UPSTREAM_ERROR',
      message: `${provider} could not be reached.`,
      billed: 'no',
      systemCode,
    })
  return brokenAnswer(provider, systemCode)
}

/** The connection was lost, or what came through it was not an answer. */
export function brokenAnswer(provider: string, systemCode?: string): ProviderError {
  return providerError(provider, {
    code: 'UPSTREAM_ERROR',
    message: `The answer of ${provider} broke off or could not be read.`,
    billed: 'unknown',
    systemCode,
  })
}

function findSystemCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code
  }
  return undefined
}
