import { z } from 'zod'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { FinishReason, TextResult, TextUsage } from '../text/contract.ts'

const count = z.int().min(0)

const chatUsage = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z
    .looseObject({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
    .nullish(),
})

/** What is read of a chat completion (openai/resources/chat/completions/completions.d.ts); servers differ in the rest. */
const chatAnswer = z.looseObject({
  model: z.string().nullish(),
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.unknown().optional(),
})

/**
 * One chunk of a streamed one, of which anything may be missing; the last may have no choices and carry the usage. Not
 * read by a schema: there are many of them, and what is no chunk says nothing.
 */
export interface ChatChunk {
  model?: unknown
  choices?: { finish_reason?: unknown; delta?: { content?: unknown; refusal?: unknown } | null }[] | null
  usage?: unknown
}

/** @throws ProviderError when the body is no chat completion */
export function readCompletion(body: unknown, provider: string): TextResult {
  const parsed = chatAnswer.safeParse(body)
  const choice = parsed.data?.choices[0]
  if (!parsed.success || !choice) throw brokenAnswer(provider)
  return {
    text: choice.message.content ?? '',
    finish: readFinish(choice.finish_reason, Boolean(choice.message.refusal)),
    model: parsed.data.model ?? null,
    usage: readChatUsage(parsed.data.usage),
  }
}

export function readFinish(reason: string | null | undefined, refused: boolean): FinishReason {
  if (refused || reason === 'content_filter') return 'refused'
  return reason === 'length' ? 'length' : 'stop'
}

/** Null when the server counts nothing, or in another form: then the house counts by itself. */
export function readChatUsage(usage: unknown): TextUsage | null {
  const parsed = chatUsage.safeParse(usage)
  if (!parsed.success) return null
  const { prompt_tokens, completion_tokens, prompt_tokens_details: details } = parsed.data
  return {
    tokensIn: prompt_tokens,
    tokensOut: completion_tokens,
    tokensCached: details?.cached_tokens ?? 0,
    tokensCacheWritten: details?.cache_write_tokens ?? 0,
  }
}
