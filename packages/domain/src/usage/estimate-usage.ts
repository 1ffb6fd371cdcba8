import { validationError } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { imageWishInput, videoWishInput } from '../generations/generation-inputs.ts'
import { type GenerationWish, planGeneration } from '../generations/plan-generation.ts'
import { prepareRender } from '../renders/prepare-render.ts'
import { estimateText, textEstimateInput } from './estimate-text.ts'

const renderInput = z.strictObject({ document: z.looseObject({}) })
const kinds = ['text', 'image', 'video', 'render'] as const
type Kind = (typeof kinds)[number]

const image = imageWishInput.shape
const video = videoWishInput.shape

/**
 * One object with the fields of every kind, because plain HTTP describes no other inputs; which of them may and must be
 * there, and what they are when they are left out, the kind's own schema says.
 */
export const estimateUsageInput = z.strictObject({
  kind: z.enum(kinds).default('text').describe('What would be made; the other fields are those of its kind'),
  ...textEstimateInput.shape,
  prompt: image.prompt.optional().describe('As for `generations.createImage` and `createVideo`, like all that follow'),
  seed: image.seed,
  attachTo: image.attachTo,
  aspectRatio: image.aspectRatio.unwrap().optional(),
  negativePrompt: image.negativePrompt,
  quality: image.quality.unwrap().optional(),
  count: image.count.unwrap().optional(),
  referenceAssetIds: image.referenceAssetIds.unwrap().optional(),
  startFrame: video.startFrame,
  endFrame: video.endFrame,
  durationS: video.durationS.unwrap().optional(),
  fps: video.fps,
  resolution: video.resolution.unwrap().optional(),
  document: z.looseObject({}).optional().describe('Of a render; see renders.create'),
})

const number = z.int().nullable()
export const estimateUsageOutput = z.object({
  kind: z.enum(kinds),
  provider: z.string().nullable().describe('null for renders, which are made here'),
  model: z.string().nullable(),
  tokensIn: number.describe('Of a text'),
  maxOutputTokens: number.describe('Of a text'),
  durationMs: number.describe('Of a video or film'),
  costMicroUsd: number.describe('The most that it can cost; null where nobody here knows the model’s price'),
  settings: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('As the provider would be asked, for pictures and videos'),
  warnings: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })),
})
type Estimate = z.infer<typeof estimateUsageOutput>

type EstimateContext = Pick<
  DomainContext,
  'db' | 'actor' | 'blobs' | 'textProviders' | 'mediaProviders' | 'mediaTools' | 'outbound' | 'clock' | 'config'
>

const nothing = {
  provider: null,
  model: null,
  tokensIn: null,
  maxOutputTokens: null,
  durationMs: null,
  settings: null,
  warnings: [],
}

/** What a piece of work would cost at most, at today's prices. Sends nothing and reserves nothing. */
export async function estimateUsage(
  ctx: EstimateContext,
  { kind, ...rest }: z.infer<typeof estimateUsageInput>,
): Promise<Estimate> {
  switch (kind) {
    case 'text':
      return { ...nothing, kind, ...estimateText(ctx, parse(textEstimateInput, kind, rest)) }
    case 'image':
      return estimateMedia(ctx, { kind, ...parse(imageWishInput, kind, rest) })
    case 'video':
      return estimateMedia(ctx, { kind, ...parse(videoWishInput, kind, rest) })
    case 'render':
      return estimateRender(ctx, parse(renderInput, kind, rest).document)
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, kind: Kind, input: object): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw validationError(
    parsed.error.issues.flatMap((issue) => {
      const path = issue.path.filter((part) => typeof part !== 'symbol')
      if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
      return issue.keys.map((key) => ({ path: [...path, key], message: `The kind ${kind} has no such field.` }))
    }),
  )
}

function estimateMedia(ctx: EstimateContext, wish: GenerationWish): Estimate {
  const [{ provider, model, estimateMicroUsd, plan }] = planGeneration(ctx, wish)
  return {
    ...nothing,
    kind: wish.kind,
    provider: provider.name,
    model: model.id,
    durationMs: wish.kind === 'video' ? wish.durationS * 1_000 : null,
    costMicroUsd: estimateMicroUsd,
    settings: { ...plan.settings },
    warnings: plan.warnings,
  }
}

async function estimateRender(ctx: EstimateContext, document: object): Promise<Estimate> {
  const prepared = await prepareRender(ctx, requireUserId(ctx), document)
  if (!prepared.ok)
    throw validationError(prepared.issues.map(({ path, message }) => ({ path: ['document', ...path], message })))
  const { durationMs, costMicroUsd } = prepared.estimate
  return { ...nothing, kind: 'render', durationMs, costMicroUsd, warnings: prepared.warnings }
}
