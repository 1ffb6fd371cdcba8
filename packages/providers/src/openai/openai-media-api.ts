import { nameReplacement } from '../media/name-replacement.ts'
import { type Refusal, createWire } from '../media/wire.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import { beginCall } from '../text/one-call.ts'
import { isProviderError } from '../text/provider-error.ts'

export interface OpenAIMediaApiOptions {
  provider: string
  baseUrl: string
  apiKey: string | undefined
}

export interface OpenAIMediaCall {
  method: 'GET' | 'POST'
  path: string
  /** Named in errors. */
  model: string
  body?: object | FormData
  timeoutMs: number
  signal: AbortSignal
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
    async send({ method, path, model, body, timeoutMs, signal }) {
      const wire = createWire({ provider, model, reasons: readReasons })
      const translate = () => nameReplacement(wire.failure() ?? brokenAnswer(provider), model)
      using call = beginCall({ signal, provider, timeoutMs, translate })
      const isForm = body instanceof FormData
      try {
        const response = await wire.fetch(root + path, {
          method,
          headers: {
            accept: 'application/json',
            'user-agent': 'cronicl',
            ...authorization,
            ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
          },
          body: isForm ? body : body ? JSON.stringify(body) : null,
          signal: call.signal,
        })
        if (!response.ok) throw translate()
        return await response.json()
      } catch (error) {
        throw call.failure(isProviderError(error) ? error : translate())
      }
    },
  }
}

/** OpenAI's words for a refusal (APIError: `code` and `type`). */
function readReasons({ body }: Refusal): string[] {
  const { error } = (body ?? {}) as { error?: { code?: unknown; type?: unknown } | null }
  return [error?.code, error?.type].filter((reason) => typeof reason === 'string')
}
