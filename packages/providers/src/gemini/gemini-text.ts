import { type GenerateContentParameters, GoogleGenAI } from '@google/genai'
import { findTextModel } from '../catalog/text-catalog.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { TextEvent, TextOptions, TextProvider, TextRequest, TextResult } from '../text/contract.ts'
import { readRetryAfter } from '../text/http-failure.ts'
import { beginCall } from '../text/one-call.ts'
import { type GeminiAnswer, geminiAnswer, readGeminiFinish, readGeminiUsage, readText } from './gemini-answer.ts'
import { toGeminiSchema } from './gemini-schema.ts'
import { translateGeminiError } from './translate-gemini-error.ts'

export interface GeminiTextOptions {
  apiKey: string
  timeoutMs: number
  baseUrl?: string
  apiVersion?: string
}

const name = 'gemini'

/** Google's models by the Gemini API (an API key, not Vertex). Without retry options the SDK sends each request once. */
export function createGeminiText(options: GeminiTextOptions): TextProvider {
  const { apiKey, timeoutMs, baseUrl = 'https://generativelanguage.googleapis.com', apiVersion = 'v1' } = options

  /** A client for each call costs 10 µs, and lets us see the answer's headers, which the SDK's errors leave out. */
  function begin(model: string, { signal }: TextOptions) {
    let retryAfterS: number | undefined
    const watchingFetch: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (!response.ok) retryAfterS = readRetryAfter(response.headers)
      return response
    }
    const call = beginCall({
      signal,
      provider: name,
      timeoutMs,
      translate: (error) => translateGeminiError(error, model, retryAfterS),
    })
    const client = new GoogleGenAI({
      vertexai: false,
      apiKey,
      httpOptions: { baseUrl, apiVersion, fetch: watchingFetch },
    })
    return { call, models: client.models }
  }

  async function generate(request: TextRequest, textOptions: TextOptions): Promise<TextResult> {
    const { call, models } = begin(request.model, textOptions)
    using _ = call
    try {
      const answer = parse(await models.generateContent(params(request, call.signal)))
      return result(readText(answer), [answer])
    } catch (error) {
      throw call.failure(error)
    }
  }

  async function* stream(request: TextRequest, textOptions: TextOptions): AsyncGenerator<TextEvent, void> {
    const { call, models } = begin(request.model, textOptions)
    using _ = call
    try {
      const answers: GeminiAnswer[] = []
      let text = ''
      const chunks = await models.generateContentStream(params(request, call.signal))
      call.heard()
      for await (const chunk of chunks) {
        call.heard()
        const answer = parse(chunk)
        answers.push({ ...answer, candidates: answer.candidates?.map(({ finishReason }) => ({ finishReason })) })
        const delta = readText(answer)
        if (!delta) continue
        text += delta
        yield { type: 'delta', text: delta }
      }
      yield { type: 'done', ...result(text, answers) }
    } catch (error) {
      throw call.failure(error)
    }
  }

  return { name, generate, stream }
}

function parse(body: unknown): GeminiAnswer {
  const parsed = geminiAnswer.safeParse(body)
  if (!parsed.success) throw brokenAnswer(name)
  return parsed.data
}

/** The last chunk that says a thing is right about it: usage grows, and the reason comes at the end. */
function result(text: string, answers: readonly GeminiAnswer[]): TextResult {
  const finish = last(answers, readGeminiFinish)
  if (finish === null || finish === 'failed') throw brokenAnswer(name)
  return {
    text,
    finish,
    model: last(answers, ({ modelVersion }) => modelVersion ?? null),
    usage: last(answers, readGeminiUsage),
  }
}

function last<T>(answers: readonly GeminiAnswer[], read: (answer: GeminiAnswer) => T | null): T | null {
  return answers.reduce<T | null>((found, answer) => read(answer) ?? found, null)
}

function params(request: TextRequest, abortSignal: AbortSignal): GenerateContentParameters {
  const { model, messages, maxOutputTokens, temperature, seed, answer } = request
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  return {
    model,
    contents: messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : 'user', parts: [{ text: content }] })),
    config: {
      abortSignal,
      maxOutputTokens,
      ...(system.length > 0 ? { systemInstruction: system.join('\n\n') } : {}),
      ...(temperature === undefined || findTextModel(model)?.temperature === false ? {} : { temperature }),
      ...(seed === undefined ? {} : { seed }),
      ...(answer ? { responseMimeType: 'application/json', responseJsonSchema: toGeminiSchema(answer.schema) } : {}),
    },
  }
}
