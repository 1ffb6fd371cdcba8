import type { ResponseCreateParamsBase } from 'openai/resources/responses/responses'
import { findTextModel } from '../catalog/text-catalog.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { TextEvent, TextOptions, TextProvider, TextRequest, TextResult } from '../text/contract.ts'
import { beginCall } from '../text/one-call.ts'
import { createOpenAIClient } from './openai-client.ts'
import { readResponse } from './response-answer.ts'
import { translateOpenAIError } from './translate-openai-error.ts'

export interface OpenAITextOptions {
  apiKey: string
  timeoutMs: number
  baseUrl?: string
}

const name = 'openai'
/** Events that end a Response; what they carry is the whole answer, usage included. */
const endings = new Set<string>(['response.completed', 'response.incomplete', 'response.failed'])

/**
 * OpenAI by its Responses API. Nothing is stored there (`store: false`). It knows no seed, and its reasoning models no
 * temperature: those two are hints, and are left out where the API would refuse them.
 */
export function createOpenAIText({
  apiKey,
  timeoutMs,
  baseUrl = 'https://api.openai.com/v1',
}: OpenAITextOptions): TextProvider {
  const client = createOpenAIClient({ baseUrl, apiKey })
  const begin = (model: string, { signal }: TextOptions) =>
    beginCall({ signal, provider: name, timeoutMs, translate: (error) => translateOpenAIError(error, name, model) })

  async function generate(request: TextRequest, options: TextOptions): Promise<TextResult> {
    using call = begin(request.model, options)
    try {
      const body: unknown = await client.responses.create(
        { ...params(request), stream: false },
        { signal: call.signal },
      )
      return readResponse(body, name)
    } catch (error) {
      throw call.failure(error)
    }
  }

  async function* stream(request: TextRequest, options: TextOptions): AsyncGenerator<TextEvent, void> {
    using call = begin(request.model, options)
    try {
      const events = await client.responses.create({ ...params(request), stream: true }, { signal: call.signal })
      call.heard()
      let text = ''
      for await (const event of events) {
        call.heard()
        if (event.type === 'response.output_text.delta' && event.delta) {
          text += event.delta
          yield { type: 'delta', text: event.delta }
        } else if (endings.has(event.type)) {
          yield { type: 'done', ...readResponse((event as { response?: unknown }).response, name), text }
          return
        }
      }
      throw brokenAnswer(name)
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
