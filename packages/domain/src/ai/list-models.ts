import { textCatalog, type TextModel } from '@cronicl/providers'
import { z } from 'zod'
import type { AiContext } from './ai-context.ts'

export const listModelsInput = z.strictObject({})

const price = z.int().nullable().describe('Micro-USD per million tokens today; null when nobody here knows')
export const listModelsOutput = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      contextTokens: z.int(),
      maxOutputTokens: z.int(),
      inputMicroUsd: price,
      cachedMicroUsd: price,
      outputMicroUsd: price,
      endOfLife: z.string().nullable().describe('First day (UTC) on which it is gone'),
      replacement: z.string().nullable(),
      default: z.boolean().describe('Answers when a request names no model'),
    }),
  ),
})
export type ListModelsOutput = z.infer<typeof listModelsOutput>

/** The text models that can be named today: those of the configured providers that are alive. */
export function listModels(ctx: Pick<AiContext, 'textProviders' | 'clock'>): ListModelsOutput {
  const today = ctx.clock.now().toISOString().slice(0, 10)
  const { names } = ctx.textProviders
  const [preferred] = names
  const isDefault = ({ id, provider }: Pick<TextModel, 'id' | 'provider'>): boolean =>
    provider === preferred && ctx.textProviders.defaultModel(preferred) === id
  return {
    items: textCatalog
      .filter(({ provider, endOfLife }) => names.some((name) => name === provider) && (endOfLife ?? '9') > today)
      .map((model) => {
        const row = model.prices.findLast(({ from }) => from <= today) ?? model.prices[0]
        const { id, provider, contextTokens, maxOutputTokens, endOfLife, replacement } = model
        return {
          id,
          provider,
          contextTokens,
          maxOutputTokens,
          inputMicroUsd: row?.input ?? null,
          cachedMicroUsd: row?.cached ?? null,
          outputMicroUsd: row?.output ?? null,
          endOfLife,
          replacement,
          default: isDefault(model),
        }
      }),
  }
}
