import { type MediaCallOptions, callMedia } from '../media/media-call.ts'
import type { Refusal } from '../media/wire.ts'

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
  const root = baseUrl.replace(/\/+$/, '')
  const authorization: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  return {
    send: ({ method, path, model, purpose, body, timeoutMs, signal }) =>
      callMedia<unknown>({ provider, model, purpose, reasons: readReasons, timeoutMs, signal }, async (wire, inner) => {
        const isForm = body instanceof FormData
        const type: Record<string, string> = body && !isForm ? { 'content-type': 'application/json' } : {}
        const response = await wire.fetch(root + path, {
          method,
          headers: { accept: 'application/json', 'user-agent': 'cronicl', ...authorization, ...type },
          body: isForm ? body : body ? JSON.stringify(body) : null,
          signal: inner,
        })
        if (!response.ok) throw new Error('refused')
        return await response.json()
      }),
  }
}

/** OpenAI's words for a refusal (APIError: `code` and `type`). */
function readReasons({ body }: Refusal): string[] {
  const { error } = (body ?? {}) as { error?: { code?: unknown; type?: unknown } | null }
  return [error?.code, error?.type].filter((reason) => typeof reason === 'string')
}
