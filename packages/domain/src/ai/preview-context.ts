import { z } from 'zod'
import type { AiContext } from './ai-context.ts'
import { type AssembledStory, previewStory } from './context/assemble-story.ts'
import { countParts } from './context/plan-story.ts'
import { eitherFields, eitherMessage, namesOneStory, sourceOfEither } from './either-story.ts'
import { expandAsk } from './expand-task.ts'
import { promptVersion } from './prompts/prompt.ts'
import { suggestAsk, suggestFields } from './suggest-task.ts'

const { idempotencyKey: _key, ...fields } = eitherFields

export const previewContextInput = z
  .strictObject({
    ...fields,
    ...suggestFields,
    procedure: z.enum(['suggest', 'expand']).default('suggest').describe('Whose messages'),
  })
  .refine(namesOneStory, eitherMessage)

const part = z.object({
  part: z.enum([
    'system',
    'story',
    'profile',
    'summary',
    'path',
    'left',
    'right',
    'canon',
    'elements',
    'rejected',
    'request',
  ]),
  tokens: z.int(),
  items: z.int().describe('How many nodes, facts or elements it holds'),
})

export const previewContextOutput = z.object({
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  parts: z.array(part),
  totalTokens: z.int().describe('Of the messages as they are sent'),
  budgetTokens: z.int().describe('What fits beside the answer'),
  maxOutputTokens: z.int(),
  provider: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  compressed: z
    .object({
      nodeCount: z.int().describe('The oldest nodes, for which a summary stands'),
      cached: z.boolean().describe('Whether the summary is there; else it is made and paid when it is first needed'),
    })
    .nullable(),
})
export type PreviewContextOutput = z.infer<typeof previewContextOutput>

/** What `suggest` or `expand` would send, message by message, and how many tokens each part takes. Calls no model and costs nothing. */
export async function previewContext(
  ctx: AiContext,
  input: z.infer<typeof previewContextInput>,
): Promise<PreviewContextOutput> {
  const source = await sourceOfEither(ctx, input)
  const ask =
    input.procedure === 'suggest' ? (await suggestAsk(ctx, source, input)).ask : await expandAsk(ctx, source, input)
  return toOutput(await previewStory(ctx, ask), promptVersion(ask.prompt))
}

function toOutput(
  { messages, sections, count, totalTokens, limits, maxOutputTokens, model, compressed }: AssembledStory,
  version: string,
): PreviewContextOutput {
  return {
    messages,
    parts: countParts(sections, count),
    totalTokens,
    budgetTokens: limits.budgetTokens,
    maxOutputTokens,
    provider: model.provider.name,
    model: model.model.id,
    promptVersion: version,
    compressed,
  }
}
