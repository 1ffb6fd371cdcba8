import type { ChatCompletionCreateParamsBase } from 'openai/resources/chat/completions/completions'
import { findTextModel } from '../catalog/text-catalog.ts'
import { createOpenAIApi } from '../openai/openai-api.ts'
import { translateOpenAIError } from '../openai/translate-openai-error.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { TextEvent, TextOptions, TextProvider, TextRequest, TextResult, TextUsage } from '../text/contract.ts'
import { beginCall } from '../text/one-call.ts'
import { type ChatChunk, readChatUsage, readCompletion, readFinish } from './chat-answer.ts'

export interface OpenAICompatibleTextOptions {
  baseUrl: string
  apiKey?: string | undefined
  timeoutMs: number
}

const name = 'openai-compatible'
const path = '/chat/completions'

/**
 * Any server that speaks OpenAI's chat completions: gateways, vLLM, llama.cpp, Ollama. One request and no second try in
 * another dialect: a server that knows no JSON schema says so by an error. Not every server counts tokens; `usage` is
 * null then.
 */
export function createOpenAICompatibleText({ baseUrl, apiKey, timeoutMs }: OpenAICompatibleTextOptions): TextProvider {
  const api = createOpenAIApi({ baseUrl, apiKey })
  const begin = (model: string, { signal }: TextOptions) =>
    beginCall({ signal, provider: name, timeoutMs, translate: (error) => translateOpenAIError(error, name, model) })

  async function generate(request: TextRequest, options: TextOptions): Promise<TextResult> {
    using call = begin(request.model, options)
    try {
      return readCompletion(await api.post(path, { ...params(request), stream: false }, call.signal), name)
    } catch (error) {
      throw call.failure(error)
    }
  }

  async function* stream(request: TextRequest, options: TextOptions): AsyncGenerator<TextEvent, void> {
    using call = begin(request.model, options)
    try {
      const body = { ...params(request), stream: true, stream_options: { include_usage: true } }
      const seen = { text: '', ending: null as string | null, refused: false, model: null as string | null }
      let usage: TextUsage | null = null
      for await (const event of api.postForEvents(path, body, call)) {
        const chunk = event as ChatChunk | null
        const choice = chunk?.choices?.[0]
        seen.model ??= textOf(chunk?.model)
        seen.ending ??= textOf(choice?.finish_reason)
        seen.refused ||= Boolean(choice?.delta?.refusal)
        if (chunk?.usage) usage = readChatUsage(chunk.usage) ?? usage
        const delta = textOf(choice?.delta?.content)
        if (!delta) continue
        seen.text += delta
        yield { type: 'delta', text: delta }
      }
      if (seen.ending === null) throw brokenAnswer(name)
      yield { type: 'done', text: seen.text, finish: readFinish(seen.ending, seen.refused), model: seen.model, usage }
    } catch (error) {
      throw call.failure(error)
    }
  }

  return { name, generate, stream }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function params(request: TextRequest): Omit<ChatCompletionCreateParamsBase, 'stream'> {
  const { model, messages, maxOutputTokens, temperature, seed, answer } = request
  const known = findTextModel(model)
  const takesTemperature = known?.temperature !== false
  // OpenAI's own reasoning models know the new name of the limit alone; many servers know only the old one.
  const isReasoning = known?.provider === 'openai' && !takesTemperature
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(isReasoning ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens }),
    ...(temperature === undefined || !takesTemperature ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(answer
      ? {
          response_format: {
            type: 'json_schema',
            json_schema: { name: answer.name, schema: { ...answer.schema }, strict: true },
          },
        }
      : {}),
  }
}
