import { type ChosenModel, chooseTextModel, countTokens } from '@cronicl/providers'
import type { z } from 'zod'
import type { AiContext } from '../ai-context.ts'
import type { ModelChoice } from '../ai-inputs.ts'
import { answerSchema } from '../call/answer-schema.ts'
import type { CountTokens } from './plan-story.ts'

export interface Terms {
  model: ChosenModel
  maxOutputTokens: number
  count: CountTokens
}

/** The model of a request and the room for its answer: what the caller allows, else what the procedure needs. */
export function chooseModel(
  ctx: Pick<AiContext, 'textProviders' | 'clock'>,
  choice: ModelChoice,
  outputTokens: number,
): Terms {
  const model = chooseTextModel(ctx.textProviders, { provider: choice.provider, model: choice.model }, ctx.clock.now())
  const { maxOutputTokens, contextTokens } = model.model
  // By itself the house leaves at least half of the context to what is sent.
  const wanted = choice.maxOutputTokens ?? Math.min(outputTokens, Math.floor(contextTokens / 2))
  return {
    model,
    maxOutputTokens: Math.min(wanted, maxOutputTokens),
    count: (text) => countTokens(text, model.model),
  }
}

/** The hints of a request that go to the provider as they are. */
export function sampling({ seed, temperature }: ModelChoice): { seed?: number; temperature?: number } {
  return { ...(seed === undefined ? {} : { seed }), ...(temperature === undefined ? {} : { temperature }) }
}

/** Tokens that the schema of an answer takes, for it is sent too. */
export function schemaTokens(schema: z.ZodType, count: CountTokens): number {
  return count(JSON.stringify(answerSchema('answer', schema)))
}
