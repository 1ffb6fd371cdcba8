import { createHash, createHmac } from 'node:crypto'
import { type DomainConfig, defaultConfig, plansWith } from '@cronicl/domain'
import type { Env } from './env.ts'

/** What the verbs obey, from the environment. */
export function domainConfig(env: Env): DomainConfig {
  const secrets = [env.JWT_SECRET, ...(env.JWT_SECRET_PREVIOUS ? [env.JWT_SECRET_PREVIOUS] : [])]
  return {
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    auth: { ...defaultConfig.auth, jwtSecrets: secrets.map((secret) => ({ id: keyId(secret), secret })) },
    media: { ...defaultConfig.media, maxUploadBytes: env.MAX_UPLOAD_MIB * 1024 ** 2 },
    renders: {
      ...defaultConfig.renders,
      maxDurationS: env.RENDER_MAX_SECONDS,
      maxLongformS: env.RENDER_LONGFORM_MAX_SECONDS,
      maxSides: defaultConfig.renders.maxSides,
      microUsdPerMinute: env.RENDER_MICRO_USD_PER_MINUTE,
    },
    outbound: { allow: env.OUTBOUND_ALLOW },
    webhooks: { secretKeys: secrets.map((secret) => deriveKey(secret, 'webhook secrets')) },
    usage: { plans: plansWith(env.PLAN_LIMITS) },
    ai: defaultConfig.ai,
  }
}

/** Names a key without telling anything of it. */
function keyId(secret: string): string {
  return createHash('sha256').update(`cronicl key id\n${secret}`).digest('base64url').slice(0, 8)
}

/** A key of 32 bytes for one purpose, so that what it seals or signs says nothing of another's. */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return createHmac('sha256', secret).update(`cronicl ${purpose}`).digest()
}
