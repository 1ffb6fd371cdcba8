/** What an operator sets and verbs obey. Filled from the environment by packages/runtime. */
export interface DomainConfig {
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
    /** What a minute of finished film is metered at. */
    microUsdPerMinute: number
  }
}

export const defaultConfig: Omit<DomainConfig, 'auth'> & { auth: Omit<DomainConfig['auth'], 'jwtSecrets'> } = {
  auth: { accessTokenS: 15 * 60, refreshTokenS: 7 * 24 * 3600, refreshGraceS: 10 },
  media: { maxUploadBytes: 5 * 1024 ** 3, maxImagePixels: 100_000_000, signedUrlS: 3600, renderUrlS: 7 * 24 * 3600 },
  renders: { maxDurationS: 300, microUsdPerMinute: 10_000 },
}
