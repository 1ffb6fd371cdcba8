import type { ResponseCreateParamsBase } from 'openai/resources/responses/responses'
import { findTextModel } from '../catalog/text-catalog.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { TextEvent, TextOptions, TextProvider, TextRequest, TextResult } from '../text/contract.ts'
import { beginCall } from '../text/one-call.ts'
import { createOpenAIApi } from './openai-api.ts'
import { readResponse } from './response-answer.ts'
import { translateOpenAIError } from './translate-openai-error.ts'

export interface OpenAITextOptions {
  apiKey: string
  timeoutMs: number
  baseUrl?: string
}

const name = 'openai'
const path = '/responses'

/** What is read of a stream's events. */
interface StreamEvent {
  type?: string
  delta?: string
  response?: unknown
}
/** Events that end a Response; what they carry is the whole answer, usage included. */
const endings = new Set(['response.completed', 'response.incomplete', 'response.failed'])
const isLast = (event: unknown): boolean => endings.has((event as StreamEvent | null)?.type ?? '')

/**
 * OpenAI by its Responses API. Nothing is stored there (`store: false`). It knows no seed, and its reasoning models no
 * temperature: those two are hints, and are left out where the API would refuse them.
 */
export function createOpenAIText({
  apiKey,
  timeoutMs,
  baseUrl = 'https://api.openai.com/v1',
}: OpenAITextOptions): TextProvider {
  const api = createOpenAIApi({ baseUrl, apiKey })
  const begin = (model: string, { signal }: TextOptions) =>
    beginCall({ signal, provider: name, timeoutMs, translate: (error) => translateOpenAIError(error, name, model) })

  async function generate(request: TextRequest, options: TextOptions): Promise<TextResult> {
    using call = begin(request.model, options)
    try {
      return readResponse(await api.post(path, { ...params(request), stream: false }, call.signal), name)
    } catch (error) {
      throw call.failure(error)
    }
  }

  async function* stream(request: TextRequest, options: TextOptions): AsyncGenerator<TextEvent, void> {
    using call = begin(request.model, options)
    try {
      const body = { ...params(request), stream: true }
      let text = ''
      let result: TextResult | null = null
      for await (const data of api.postForEvents(path, body, { ...call, isLast })) {
        const event = data as StreamEvent | null
        if (event?.type === 'response.output_text.delta' && event.delta) {
          text += event.delta
          yield { type: 'delta', text: event.delta }
        } else if (isLast(event)) result = readResponse(event?.response, name)
      }
      if (!result) throw brokenAnswer(name)
      yield { type: 'done', ...result, text }
    } catch (error) {
      throw call.failure(error)
    }
  }

  return { name, generate, stream }
}

function params({
  model,
  messages,
  maxOutputTokens,
  temperature,
  answer,
}: TextRequest): Omit<ResponseCreateParamsBase, 'stream'> {
  return {
    model,
    input: messages.map(({ role, content }) => ({ role, content })),
    max_output_tokens: maxOutputTokens,
    store: false,
    ...(temperature === undefined || findTextModel(model)?.temperature === false ? {} : { temperature }),
    ...(answer
      ? { text: { format: { type: 'json_schema', name: answer.name, schema: { ...answer.schema }, strict: true } } }
      : {}),
  }
}
