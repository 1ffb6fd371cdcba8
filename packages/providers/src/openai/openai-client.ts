import OpenAI from 'openai'

export interface OpenAIClientOptions {
  baseUrl: string
  apiKey: string | undefined
}

/**
 * The SDK with what it would do by itself turned off: no second request, no lines on the console, no organisation,
 * project or key that somebody left in a variable.
 */
export function createOpenAIClient({ baseUrl, apiKey }: OpenAIClientOptions): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    // The SDK insists on one; servers that want none ignore it.
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
  })
}
