import { z } from 'zod'
import type { MediaUsage, OperationStatus } from '../media/contract.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { Billed } from '../text/contract.ts'
import { providerError } from '../text/provider-error.ts'
import { imageUsage, readImageUsage, toOutput } from './openai-images-answer.ts'

const provider = 'openai'
const count = z.int().min(0)

/** What is read of a Response that draws (openai 7.55.0, resources/responses/responses.d.ts). */
const answerSchema = z.looseObject({
  id: z.string(),
  model: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'incomplete']),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish(),
  error: z.looseObject({ code: z.string() }).nullish(),
  tools: z.array(z.looseObject({ type: z.string(), model: z.string().nullish() })).nullish(),
  output: z
    .array(
      z.looseObject({
        type: z.string(),
        result: z.string().nullish(),
        output_format: z.string().nullish(),
        error: z.looseObject({ code: z.string().nullish() }).nullish(),
        content: z.array(z.looseObject({ type: z.string() })).nullish(),
      }),
    )
    .default([]),
  usage: z
    .looseObject({
      input_tokens: count,
      input_tokens_details: z
        .looseObject({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
        .nullish(),
      output_tokens: count,
    })
    .nullish(),
  tool_usage: z.looseObject({ image_gen: imageUsage.nullish() }).nullish(),
})
type Answer = z.infer<typeof answerSchema>

/**
 * A Response as the house's status.
 * @throws ProviderError when it is none: then it is asked again
 */
export function readBackgroundImage(body: unknown): OperationStatus {
  const parsed = answerSchema.safeParse(body)
  if (!parsed.success) throw brokenAnswer(provider)
  const answer = parsed.data
  const providerStatus = answer.status
  if (providerStatus === 'queued' || providerStatus === 'in_progress') return { state: 'pending', providerStatus }
  const usage = readUsage(answer)
  const picture = answer.output.find(({ type, result }) => type === 'image_generation_call' && result)
  if (picture?.result && (providerStatus === 'completed' || providerStatus === 'incomplete'))
    return {
      state: 'succeeded',
      outputs: [toOutput(picture.result, picture.output_format ?? 'png')],
      usage,
      providerStatus,
    }
  if (providerStatus === 'cancelled') return { state: 'canceled', billed: billedBy(usage), usage, providerStatus }
  return { state: 'failed', error: failed(answer, billedBy(usage)), usage, providerStatus }
}

/** The tool's tokens by the image model's prices, and those of the text model that called it by its own. */
function readUsage({ model, tools, usage, tool_usage: toolUsage, output }: Answer): MediaUsage | null {
  const tool = tools?.find(({ type }) => type === 'image_generation')?.model
  const drawn = toolUsage?.image_gen
  if (!usage && !drawn) return null
  const images = output.filter(({ result }) => result).length
  return {
    ...(tool ? { model: tool } : {}),
    images,
    // Where nothing was drawn, not telling is telling of nothing.
    ...(drawn ? readImageUsage(drawn) : images === 0 ? { imageTokensOut: 0 } : {}),
    ...(usage
      ? {
          driver: {
            model,
            tokensIn: usage.input_tokens,
            tokensOut: usage.output_tokens,
            tokensCached: usage.input_tokens_details?.cached_tokens ?? 0,
            tokensCacheWritten: usage.input_tokens_details?.cache_write_tokens ?? 0,
          },
        }
      : {}),
  }
}

/** What used tokens is billed, whatever became of it. */
function billedBy(usage: MediaUsage | null): Billed {
  if (!usage) return 'unknown'
  const { textTokensIn = 0, imageTokensIn = 0, imageTokensOut = 0, driver } = usage
  return textTokensIn + imageTokensIn + imageTokensOut + (driver?.tokensIn ?? 0) > 0 ? 'yes' : 'unknown'
}

const policy = /policy|moderation|safety|invalid_prompt|content_filter/

function failed(answer: Answer, billed: Billed) {
  const codes = [
    answer.error?.code,
    answer.incomplete_details?.reason,
    ...answer.output.map(({ error }) => error?.code),
  ].filter((code) => typeof code === 'string')
  const refusal = answer.output.some(({ content }) => content?.some(({ type }) => type === 'refusal'))
  if (refusal || codes.some((code) => policy.test(code)))
    return providerError(provider, {
      code: 'UPSTREAM_REFUSED',
      message: `${provider} refused the request by its content policy.`,
      billed,
    })
  if (codes.includes('rate_limit_exceeded'))
    return providerError(provider, {
      code: 'RATE_LIMITED',
      message: `${provider} is taking no more requests for the moment.`,
      billed: billed === 'yes' ? 'yes' : 'no',
    })
  return providerError(provider, {
    code: 'UPSTREAM_ERROR',
    message: `${provider} could not draw the picture.`,
    billed,
  })
}
