import { validationError } from '@cronicl/core'
import { chooseTextModel, countMessageTokens } from '@cronicl/providers'
import { z } from 'zod'
import { textCost } from '../ai/call/text-cost.ts'
import type { DomainContext } from '../context.ts'

export const textEstimateInput = z.strictObject({
  provider: z.string().max(100).optional(),
  model: z.string().max(200).optional(),
  text: z.string().max(100_000).optional().describe('What would be sent; counted as the model would'),
  tokensIn: z.int().min(0).max(10_000_000).optional().describe('In place of `text`'),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional(),
})

export interface TextEstimate {
  provider: string
  model: string
  tokensIn: number
  maxOutputTokens: number
  /** Null where nobody here knows the model's price. */
  costMicroUsd: number | null
}

/** What a request for text would cost at most: all of its input and the longest answer. */
export function estimateText(
  ctx: Pick<DomainContext, 'textProviders' | 'clock' | 'config'>,
  input: z.infer<typeof textEstimateInput>,
): TextEstimate {
  const at = ctx.clock.now()
  const { provider, model } = chooseTextModel(ctx.textProviders, input, at)
  if ((input.text === undefined) === (input.tokensIn === undefined))
    throw validationError([{ path: ['text'], message: 'Give either `text` or `tokensIn`.' }])
  const tokensIn = input.tokensIn ?? countMessageTokens([{ role: 'user', content: input.text ?? '' }], model)
  const maxOutputTokens = Math.min(input.maxOutputTokens ?? ctx.config.ai.maxOutputTokens, model.maxOutputTokens)
  const costMicroUsd = model.prices.length === 0 ? null : textCost(model, { tokensIn, tokensOut: maxOutputTokens }, at)
  return { provider: provider.name, model: model.id, tokensIn, maxOutputTokens, costMicroUsd }
}
