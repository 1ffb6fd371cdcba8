import type OpenAI from 'openai'
import { type MediaCallOptions, callMedia } from '../media/media-call.ts'
import type { Refusal, Wire } from '../media/wire.ts'

export interface OpenAIMediaApiOptions {
  provider: string
  baseUrl: string
  apiKey: string | undefined
}

export interface OpenAIMediaCall extends Pick<MediaCallOptions, 'model' | 'purpose' | 'timeoutMs' | 'signal'> {
  method: 'GET' | 'POST'
  path: string
  body?: object | FormData
}

/** OpenAI's HTTP for work that costs: one request a call, whatever happens to it. */
export interface OpenAIMediaApi {
  /**
   * The answer's JSON.
   * @throws ProviderError, or the signal's own reason
   */
  send(call: OpenAIMediaCall): Promise<unknown>
}

export function createOpenAIMediaApi({ provider, baseUrl, apiKey }: OpenAIMediaApiOptions): OpenAIMediaApi {
  const open = async ({ fetch }: Wire, timeout: number): Promise<OpenAI> => {
    const { default: Sdk } = await import('openai')
    return new Sdk({
      baseURL: baseUrl,
      // The SDK insists on a key; a server that wants none is sent none.
      apiKey: apiKey ?? 'none',
      ...(apiKey === undefined && { defaultHeaders: { authorization: null } }),
      fetch,
      maxRetries: 0,
      // Our own limit comes first.
      timeout: timeout + 60_000,
      // What it would read from the environment and write to the console.
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
    })
  }
  return {
    send: ({ method, path, model, purpose, body, timeoutMs, signal }) =>
      callMedia<unknown>({ provider, model, purpose, reasons: readReasons, timeoutMs, signal }, async (wire, inner) => {
        const client = await open(wire, timeoutMs)
        return await client[method === 'GET' ? 'get' : 'post'](path, { signal: inner, ...(body && { body }) })
      }),
  }
}

/** OpenAI's words for a refusal (APIError: `code` and `type`). */
function readReasons({ body }: Refusal): string[] {
  const { error } = (body ?? {}) as { error?: { code?: unknown; type?: unknown } | null }
  return [error?.code, error?.type].filter((reason) => typeof reason === 'string')
}
