import type { ChosenModel, FinishReason, TextMessage } from '@cronicl/providers'
import { z } from 'zod'

/** What every AI answer says of its cost. Sums of all requests that the answer took, a repair included. */
export const callUsage = z.object({
  provider: z.string(),
  model: z.string().describe('As the provider named it in its answer'),
  tokensIn: z.int(),
  tokensOut: z.int(),
  tokensCached: z.int(),
  costMicroUsd: z.int(),
})
export type CallUsage = z.infer<typeof callUsage>

/** One call of a model, as a procedure asks for it. */
export interface TextCall {
  /** Name of the procedure, for the ledger: `ai.suggest`. */
  procedure: string
  /** The stored story that it is about, for the ledger. */
  timelineId: string | null
  model: ChosenModel
  messages: readonly TextMessage[]
  maxOutputTokens: number
  temperature?: number
  seed?: number
  /** Aborts the request upstream; what had been sent until then is charged. */
  signal?: AbortSignal | undefined
}

/** A call whose answer must be an object. */
export interface StructuredCall<T> extends TextCall {
  name: string
  schema: z.ZodType<T>
  /** What the schema cannot say: the mistakes of an answer in words for the model, none when it is right. */
  mistakes?: (value: T) => string[]
}

export interface TextAnswer {
  callId: string
  text: string
  /** A refusal is an error. */
  finish: Exclude<FinishReason, 'refused'>
  usage: CallUsage
}

export interface StructuredAnswer<T> {
  callId: string
  value: T
  usage: CallUsage
}

export type TextStreamEvent = { type: 'delta'; text: string } | ({ type: 'done' } & TextAnswer)

/** `partial` holds what could be read so far; it is not validated. */
export type StructuredStreamEvent<T> = { type: 'partial'; value: unknown } | ({ type: 'done' } & StructuredAnswer<T>)
