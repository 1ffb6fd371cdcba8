import type { AppError } from '@cronicl/core'

export interface TextMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** JSON Schema (draft 2020-12) of the object that the answer must be, in the strict subset: every property required. */
export interface AnswerSchema {
  name: string
  schema: Readonly<Record<string, unknown>>
}

export interface TextRequest {
  /** The provider's own id of the model. */
  model: string
  messages: readonly TextMessage[]
  /** The provider must not send, nor bill, more. Thinking counts. */
  maxOutputTokens: number
  temperature?: number
  seed?: number
  /** Without it the answer is plain text. */
  answer?: AnswerSchema
}

export interface TextUsage {
  /** All input, the cached part included. */
  tokensIn: number
  /** All output, thinking included. */
  tokensOut: number
  /** The part of the input that was read from the provider's cache. */
  tokensCached: number
  /** The part of the input that was written to it, where that costs extra. */
  tokensCacheWritten: number
}

/** `length`: cut off at `maxOutputTokens`. `refused`: by the model or the provider's filter. */
export type FinishReason = 'stop' | 'length' | 'refused'

export interface TextResult {
  text: string
  finish: FinishReason
  /** As the answer named it; it decides the price. Null where the answer names none. */
  model: string | null
  /** As the provider reported it; null where it reported none (the house then counts by itself). */
  usage: TextUsage | null
}

export type TextEvent = { type: 'delta'; text: string } | ({ type: 'done' } & TextResult)

export interface TextOptions {
  /** Aborts the request upstream. The adapter then rejects with the signal's reason. */
  signal: AbortSignal
}

/**
 * Whether a failed call may have cost money: `no` only when the provider surely did no work (refused before it began,
 * or never reached), `unknown` when the connection was lost or the answer unreadable, `yes` when it said so.
 */
export type Billed = 'no' | 'unknown' | 'yes'

/** What an adapter throws: an AppError of the table, with `billed` among its details (and `retryAfterS` where told). */
export type ProviderError = AppError & { readonly details: { provider: string; billed: Billed; retryAfterS?: number } }

/**
 * A provider of text. One call of `generate` or `stream` sends exactly one request, whatever happens: retrying is the
 * house's decision, because a request is paid for. Failures are AppErrors (`ProviderError`), in which nothing that the
 * upstream wrote, and no key, is repeated. `stream` yields deltas and ends with exactly one `done`, whose `text` is all of them joined; a stream
 * that ends without its provider's own end throws.
 */
export interface TextProvider {
  readonly name: string
  generate(request: TextRequest, options: TextOptions): Promise<TextResult>
  stream(request: TextRequest, options: TextOptions): AsyncGenerator<TextEvent, void>
}
