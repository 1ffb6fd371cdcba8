import { type TextMessage, countMessageTokens } from '@cronicl/providers'
import { validationError } from '@cronicl/core'
import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { answerInputOnce } from './answer-input-once.ts'
import { idempotencyField, modelFields, promptMax, systemPromptMax } from './ai-inputs.ts'
import { callText } from './call/call-text.ts'
import type { TextAnswer, TextCall } from './call/call-types.ts'
import { streamText } from './call/stream-text.ts'
import { chooseModel, sampling } from './context/choose-model.ts'
import { type Metered, meteredFields } from './metered-answer.ts'
import { promptVersion, toMessages } from './prompts/prompt.ts'
import { prompts } from './prompts/registry.ts'
import { type AnswerEvent, answerEvent, streamAnswer } from './stream-answer.ts'

export const generateTextInput = z.strictObject({
  ...modelFields,
  ...idempotencyField,
  prompt: z.string().min(1).max(promptMax),
  systemPrompt: z.string().max(systemPromptMax).optional(),
})
type GenerateTextInput = z.infer<typeof generateTextInput>

export const generateTextOutput = z.object({
  text: z.string(),
  finish: z.enum(['stop', 'length']).describe('`length`: cut off at `maxOutputTokens`'),
  ...meteredFields,
})
export type GenerateTextOutput = z.infer<typeof generateTextOutput>

/** A prompt in, text out; the house adds nothing. UPSTREAM_REFUSED when the model will not answer. */
export function generateText(
  ctx: AiContext,
  input: GenerateTextInput,
  hungUp?: AbortSignal,
): Promise<GenerateTextOutput> {
  return answerInputOnce(ctx, { procedure: 'ai.generateText', input, signal: hungUp }, async (signal) =>
    toOutput(await callText(ctx, textCall(ctx, input, signal))),
  )
}

const textDelta = z.object({ type: z.literal('delta'), text: z.string() })
type TextDelta = z.infer<typeof textDelta>
export const generateTextEvent = answerEvent(textDelta, generateTextOutput)

/** The same as a stream: the text as it comes, then the whole answer. */
export function generateTextStream(
  ctx: AiContext,
  input: GenerateTextInput,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent<TextDelta, GenerateTextOutput>, void> {
  return streamAnswer<TextDelta, GenerateTextOutput>(
    (tell, aborted) =>
      answerInputOnce(ctx, { procedure: 'ai.generateText', input }, async () => {
        for await (const event of streamText(ctx, textCall(ctx, input, aborted))) {
          if (event.type === 'done') return toOutput(event)
          tell(event)
        }
        throw new TypeError('a stream of a model ended without its end')
      }),
    signal,
  )
}

function textCall(ctx: AiContext, input: GenerateTextInput, signal: AbortSignal | undefined): TextCall {
  const { model, maxOutputTokens } = chooseModel(ctx, input, ctx.config.ai.maxOutputTokens)
  const { prompt, systemPrompt } = input
  const messages = toMessages(prompts.generateText.build({ systemPrompt: systemPrompt?.trim() || null, prompt }))
  requireRoom(messages, { ...model.model, maxOutputTokens })
  return {
    procedure: 'ai.generateText',
    timelineId: null,
    model,
    messages,
    maxOutputTokens,
    ...sampling(input),
    signal,
  }
}

/** More than any provider counts for a message, or for opening the answer, beside what they say. */
const perMessage = 16

function requireRoom(
  messages: readonly TextMessage[],
  model: { contextTokens: number; maxOutputTokens: number; tokenizer: 'o200k' | 'gemini' | 'unknown' },
): void {
  // A token has a byte at least, and counting takes 5 ms for the longest prompt.
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + perMessage, perMessage)
  if (bytes + model.maxOutputTokens <= model.contextTokens) return
  const tokens = countMessageTokens(messages, model)
  if (tokens + model.maxOutputTokens <= model.contextTokens) return
  const message = `The prompt takes ${tokens} tokens; with an answer of ${model.maxOutputTokens} the model's ${model.contextTokens} do not hold both.`
  throw validationError([{ path: ['prompt'], message }])
}

function toOutput({ text, finish, usage }: TextAnswer): GenerateTextOutput & Metered {
  return {
    text,
    finish: finish === 'length' ? 'length' : 'stop',
    usage,
    promptVersion: promptVersion(prompts.generateText),
  }
}
