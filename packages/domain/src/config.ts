import { minuteMs } from '@cronicl/core'
import { type AiConfig, defaultAiConfig } from './ai/ai-config.ts'
import { type PlanName, type Plans, defaultPlans } from './usage/plans.ts'

/** What an operator sets and verbs obey. Filled from the environment by packages/runtime. */
export interface DomainConfig {
  /** The API's address as providers reach it from outside, without a slash at its end; null where nobody can. */
  publicUrl: string | null
  auth: {
    /** HS256 secrets, the current one first; older ones are still accepted. At least 32 characters each. */
    jwtSecrets: readonly { id: string; secret: string }[]
    accessTokenS: number
    refreshTokenS: number
    /** How long a token that was just spent may be spent again, for tabs that race. */
    refreshGraceS: number
  }
  media: {
    maxUploadBytes: number
    maxImagePixels: number
    signedUrlS: number
    renderUrlS: number
  }
  renders: {
    maxDurationS: number
    /** The same for the mode "longform". */
    maxLongformS: number
    /** Longer side of a film in pixels, by the plan that a user's row names; the shorter is at most 9/16 of it. */
    maxSides: Readonly<Record<PlanName, number>>
    /** What a minute of finished film is metered at. */
    microUsdPerMinute: number
    /** Of sources that a document names by their address. */
    sources: {
      maxBytes: number
      /** What of one user's may lie here at once; it is removed after a day. */
      maxHeldBytes: number
      /** For all of one document together. */
      timeoutMs: number
    }
  }
  outbound: {
    /** `host:port` pairs that addresses of users may name although they are private or not https. */
    allow: readonly string[]
  }
  webhooks: {
    /** Keys of 32 bytes that signing secrets are sealed with, the current one first; older ones still open. */
    secretKeys: readonly Uint8Array[]
  }
  usage: {
    /** Limits by the plan that a user's row names. */
    plans: Plans
  }
  ai: AiConfig & {
    /** A request for text that has not ended by then is given up; its provider's own time limit is about silence. */
    requestTimeoutMs: number
    /** What an answer may be long, in tokens, where a procedure does not say. */
    maxOutputTokens: number
  }
}

export const defaultConfig: Omit<DomainConfig, 'auth'> & { auth: Omit<DomainConfig['auth'], 'jwtSecrets'> } = {
  publicUrl: null,
  auth: { accessTokenS: 15 * 60, refreshTokenS: 7 * 24 * 3600, refreshGraceS: 10 },
  media: { maxUploadBytes: 5 * 1024 ** 3, maxImagePixels: 100_000_000, signedUrlS: 3600, renderUrlS: 7 * 24 * 3600 },
  renders: {
    maxDurationS: 300,
    maxLongformS: 10_800,
    maxSides: { free: 1920, creator: 1920, studio: 3840 },
    microUsdPerMinute: 10_000,
    sources: { maxBytes: 2 * 1024 ** 3, maxHeldBytes: 8 * 1024 ** 3, timeoutMs: 2 * minuteMs },
  },
  outbound: { allow: [] },
  webhooks: { secretKeys: [] },
  usage: { plans: defaultPlans },
  ai: { ...defaultAiConfig, requestTimeoutMs: 5 * minuteMs, maxOutputTokens: 4_096 },
}
