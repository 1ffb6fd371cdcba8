import { z } from 'zod'
import type { MediaUsage, OperationStatus, Output } from '../media/contract.ts'
import { brokenAnswer } from '../text/connection-failure.ts'

const count = z.int().min(0)

/** Usage of pictures, of both APIs (openai 7.55.0: `ImagesResponse.Usage`, `Response.ToolUsage.ImageGen`). */
export const imageUsage = z.looseObject({
  input_tokens: count,
  input_tokens_details: z.looseObject({ image_tokens: count, text_tokens: count }).nullish(),
  output_tokens: count,
  cached_tokens: count.nullish(),
  cached_tokens_details: z.looseObject({ cached_image_tokens: count, cached_text_tokens: count }).nullish(),
})

/**
 * Tokens as they were reported. Without details input is taken for pictures, and what is cached for pictures as far as
 * there are any: the dearer. All output is pictures: its details are often missing.
 */
export function readImageUsage(usage: z.infer<typeof imageUsage>): MediaUsage {
  const { input_tokens: input, input_tokens_details: details, output_tokens: output } = usage
  const cached = usage.cached_tokens ?? 0
  const imageTokensIn = details?.image_tokens ?? input
  return {
    textTokensIn: details?.text_tokens ?? 0,
    imageTokensIn,
    imageTokensOut: output,
    ...(cached > 0
      ? {
          cachedTokensIn: cached,
          cachedImageTokensIn: usage.cached_tokens_details?.cached_image_tokens ?? Math.min(cached, imageTokensIn),
        }
      : {}),
  }
}

/** What is read of an answer of the Images API; other servers leave most of it out, and give links. */
const imagesAnswer = z.looseObject({
  data: z.array(z.looseObject({ b64_json: z.string().min(1).nullish(), url: z.url().nullish() })).min(1),
  output_format: z.string().nullish(),
  usage: imageUsage.nullish().catch(null),
})

/**
 * An answer of the Images API.
 * @throws ProviderError when it is none
 */
export function readImagesAnswer(body: unknown, provider: string): OperationStatus & { state: 'succeeded' } {
  const parsed = imagesAnswer.safeParse(body)
  if (!parsed.success) throw brokenAnswer(provider)
  const { data, usage, output_format: format } = parsed.data
  const outputs = data.map(({ b64_json: base64, url }): Output => {
    if (base64) return toOutput(base64, format ?? 'png')
    if (url) return { url }
    throw brokenAnswer(provider)
  })
  return {
    state: 'succeeded',
    outputs,
    usage: { images: outputs.length, ...(usage ? readImageUsage(usage) : {}) },
    providerStatus: 'completed',
  }
}

export function toOutput(base64: string, format: string): Output {
  return { bytes: new Uint8Array(Buffer.from(base64, 'base64')), mimeType: `image/${format}` }
}
